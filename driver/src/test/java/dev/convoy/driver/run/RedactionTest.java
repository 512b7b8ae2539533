package dev.convoy.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "ftp://reader:hunter2@host:21/images       | ftp://reader:*********(redacted)@host:21/images",
                "'Wrong FS: hdfs://a:b@c@name/x, expected' | 'Wrong FS: hdfs://a:*********(redacted)@name/x, expected'",
                "https://host/x?sas_token=a1b2&version=3   | https://host/x?sas_token=*********(redacted)&version=3",
                "fs.s3a.secret.key=abc                     | fs.s3a.secret.key=*********(redacted)",
                "fs.s3a.access.key = abc                   | fs.s3a.access.key = *********(redacted)",
                "accessKey=abc                             | accessKey=*********(redacted)",
                "PASSWORD=\"two words\"                    | PASSWORD=*********(redacted)",
                "{\"store.password\" : \"x\", \"a\" : 1}   | {\"store.password\" : *********(redacted), \"a\" : 1}",
            })
    void secretsAreReplaced(String text, String redacted) {
        assertThat(Redaction.of(text)).isEqualTo(redacted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hdfs://name:8020/images",
                "file:/tmp/a@b:c/images",
                "hdfs://reader@name:8020/images",
                "Unrecognized token 'x': was expecting JSON",
                "convoy { train { epochs=5 } }",
            })
    void everythingElseStays(String text) {
        assertThat(Redaction.of(text)).isEqualTo(text);
    }
}
