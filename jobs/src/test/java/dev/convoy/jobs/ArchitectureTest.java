package dev.convoy.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInput;
import java.io.PrintStream;
import java.io.PrintWriter;
import org.junit.jupiter.api.Test;

/** Rules that all modules follow. */
class ArchitectureTest {
    private final JavaClasses convoy = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.convoy");

    /** An executor opens the job that its driver sent over Spark, as Spark does with each task; files are never opened so. */
    @Test
    void onlyTheJobThatSparkCarriesIsDeserializedByJava() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.convoy\\.driver\\.spark\\.ExecutorHost.*")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInput.class)
                .check(convoy);
    }

    /** Digits, and the letter i, depend on the machine's locale. */
    @Test
    void nothingIsFormattedForTheDefaultLocale() {
        noClasses()
                .should()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(String.class, "formatted", Object[].class)
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(PrintStream.class, "printf", String.class, Object[].class)
                .orShould()
                .callMethod(PrintStream.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
                .orShould()
                .callMethod(PrintWriter.class, "format", String.class, Object[].class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.Formatter|java\\.text\\..*Format|java\\.util\\.Scanner")
                .because("names, JSON and messages must be the same under every locale: give Locale.ROOT")
                .check(convoy);
    }
}
