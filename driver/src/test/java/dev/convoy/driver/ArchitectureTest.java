package dev.convoy.driver;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who may call whom. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private JavaClasses convoy;

    @BeforeAll
    void read() {
        convoy = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                // Those of worker-kernels come as a jar where it is packaged.
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.convoy");
    }

    @Test
    void onlyTheSparkPackagesTouchSpark() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.convoy.driver.spark..",
                        "dev.convoy.driver.dataset..",
                        "dev.convoy.driver.ml..",
                        "dev.convoy.driver.dl4j..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark..")
                .check(convoy);
    }

    @Test
    void kernelsAndWorkersKnowNoHadoopAndNoDriver() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.convoy.kernel..", "dev.convoy.worker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hadoop..", "dev.convoy.driver..")
                .check(convoy);
    }

    @Test
    void planAndAverageKnowNeitherSparkNorHadoopNorOtherDriverPackages() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.convoy.driver.plan..", "dev.convoy.driver.average..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache..",
                        "dev.convoy.driver.round..",
                        "dev.convoy.driver.spark..",
                        "dev.convoy.driver.report..")
                .check(convoy);
    }

    @Test
    void onnxIsMadeFromTheNetworkAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.convoy.driver.onnx..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache..")
                        .or(resideInAPackage("dev.convoy.driver..")
                                .and(resideOutsideOfPackage("dev.convoy.driver.onnx.."))))
                .check(convoy);
    }

    @Test
    void onlyConfigReadsHocon() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.convoy.driver.config..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.typesafe.config..")
                .check(convoy);
    }

    @Test
    void thereIsOneSourceOfRandomness() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom)")
                .check(convoy);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.convoy.driver.(*)..").should().beFreeOfCycles().check(convoy);
    }
}
