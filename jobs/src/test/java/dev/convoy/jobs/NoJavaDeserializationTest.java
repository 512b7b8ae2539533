package dev.convoy.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInput;
import org.junit.jupiter.api.Test;

class NoJavaDeserializationTest {
    /** An executor opens the job that its driver sent over Spark, as Spark does with each task; files are never opened so. */
    @Test
    void onlyTheJobThatSparkCarriesIsDeserializedByJava() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.convoy\\.driver\\.spark\\.ExecutorHost.*")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInput.class)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.convoy"));
    }
}
