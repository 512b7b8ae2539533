package dev.convoy.jobs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInput;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which package may use which, in all modules. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private static final int MAX_CLASSES = 20;

    private JavaClasses convoy;

    @BeforeAll
    void read() {
        convoy = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.convoy");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.convoy.(**)").should().beFreeOfCycles().check(convoy);
    }

    @Test
    void noPackageIsCrowded() {
        Map<String, Long> classes = convoy.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(classes)
                .hasSizeGreaterThan(30)
                .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MAX_CLASSES));
    }

    /** The packages on the right may be used by those on the left, by their own subpackages, and by no others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kernel.lookup                                                            | kernel.cudnn",
                "kernel.lookup                                                            | kernel.onednn",
                "kernel.lookup                                                            | kernel.reference",
                "kernel.lookup                                                            | kernel.nd4j",
                "jobs                                                                     | driver.report",
                "jobs                                                                     | driver.live",
                "driver.model                                                             | driver.model.keras",
                "jobs                                                                     | driver.model.onnx",
                "jobs.example                                                             | driver.dl4j",
                "jobs.example                                                             | driver.ml",
                "driver.dl4j, driver.ml                                                   | driver.rdd",
                "driver.dl4j, driver.ml, driver.rdd, driver.predict, driver.prepare, jobs | driver.spark",
                "driver.predict, jobs                                                     | driver.prepare",
                "''                                                                       | jobs.submit",
                "''                                                                       | jobs.example"
            })
    void onlyTheseKnow(String callers, String called) {
        String[] allowed = (callers.isEmpty() ? called : callers + ", " + called).split(", *");
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = "dev.convoy." + allowed[i] + "..";
        }
        noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.convoy." + called + "..")
                .check(convoy);
    }

    @Test
    void onlySomePackagesOfTheDriverTouchSpark() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.convoy.base..",
                        "dev.convoy.image..",
                        "dev.convoy.augment..",
                        "dev.convoy.feed..",
                        "dev.convoy.kernel..",
                        "dev.convoy.worker..",
                        "dev.convoy.driver..")
                .and()
                .resideOutsideOfPackages(
                        "dev.convoy.driver.spark..",
                        "dev.convoy.driver.cluster",
                        "dev.convoy.driver.live.metrics",
                        "dev.convoy.driver.rdd",
                        "dev.convoy.driver.dataset",
                        "dev.convoy.driver.cache",
                        "dev.convoy.driver.predict",
                        "dev.convoy.driver.prepare",
                        "dev.convoy.driver.prepare.task",
                        "dev.convoy.driver.prepare.duplicate",
                        "dev.convoy.driver.ml",
                        "dev.convoy.driver.dl4j")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark..")
                .check(convoy);
    }

    @Test
    void kernelsAndWorkersKnowNoHadoopAndNoDriver() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.convoy.base..",
                        "dev.convoy.image..",
                        "dev.convoy.augment..",
                        "dev.convoy.feed..",
                        "dev.convoy.kernel..",
                        "dev.convoy.worker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hadoop..", "dev.convoy.driver..")
                .check(convoy);
    }

    @Test
    void planAndAverageAreArithmetic() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.convoy.driver.plan..", "dev.convoy.driver.average..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache..")
                        .or(resideInAPackage("dev.convoy.driver..")
                                .and(resideOutsideOfPackage("dev.convoy.driver.plan.."))
                                .and(resideOutsideOfPackage("dev.convoy.driver.average.."))))
                .check(convoy);
    }

    @Test
    void theRunFolderKnowsNothingOfTraining() {
        noClasses()
                .that()
                .resideInAPackage("dev.convoy.driver.run..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.convoy..")
                        .and(resideOutsideOfPackage("dev.convoy.driver.run.."))
                        .and(resideOutsideOfPackage("dev.convoy.driver.files.."))
                        .and(resideOutsideOfPackage("dev.convoy.base..")))
                .check(convoy);
    }

    @Test
    void onnxIsMadeFromTheNetworkAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.convoy.driver.model.onnx..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache..")
                        .or(resideInAPackage("dev.convoy.driver..")
                                .and(resideOutsideOfPackage("dev.convoy.driver.model.onnx.."))))
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

    /** An executor opens the specification that its driver sent over Spark, as Spark does with each task. */
    @Test
    void onlyWhatSparkCarriesIsDeserializedByJava() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.convoy\\.driver\\.spark\\.BroadcastRuntime.*")
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
