package io.mysqlclone.operator;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Clock;
import java.time.Instant;

/** The arrows between packages, as each {@code package-info} says what it may use. */
@AnalyzeClasses(packages = "io.mysqlclone.operator", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String BASE = "io.mysqlclone.operator.";
    private static final String API = "io.mysqlclone.api..";
    private static final String KUBERNETES = "io.fabric8.kubernetes..";
    private static final String LOG = "org.jboss.logging..";

    @ArchTest
    static final ArchRule AGENT_KNOWS_NO_KUBERNETES =
            uses("agent", "okhttp3..", "com.fasterxml.jackson..", LOG, "kotlin..");

    @ArchTest
    static final ArchRule OBSERVE_READS = uses("observe", BASE + "agent", API, KUBERNETES);

    @ArchTest
    static final ArchRule OBSERVE_READS_OF_DONORS =
            uses("observe.donor", BASE + "observe", BASE + "agent", API, KUBERNETES);

    @ArchTest
    static final ArchRule OBSERVE_READS_OF_SCHEDULES = uses("observe.schedule", BASE + "observe", API, KUBERNETES);

    @ArchTest
    static final ArchRule OBSERVE_READS_OF_CLAIMS_TO_FILL = uses("observe.populate", BASE + "observe", API, KUBERNETES);

    @ArchTest
    static final ArchRule OBSERVE_READS_OF_SETS = uses("observe.set", BASE + "observe", API, KUBERNETES);

    /** The resource carries its metadata and conditions as the client's plain objects. */
    @ArchTest
    static final ArchRule DECIDE_IS_PURE = classes()
            .that()
            .resideInAPackage(BASE + "decide..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(BASE + "decide..", BASE + "observe..", BASE + "agent", API)
                    .or(resideInAnyPackage(
                            "java.lang..", "java.util", "java.util.function", "java.util.regex", "java.util.stream"))
                    .or(resideInAnyPackage("java.time", "java.time.temporal", "java.time.zone"))
                    .or(resideInAPackage("org.jspecify.annotations"))
                    .or(belongToAnyOf(
                            Condition.class, ObjectMeta.class, LabelSelector.class, LabelSelectorRequirement.class)));

    @ArchTest
    static final ArchRule DECIDE_HAS_NO_CLOCK = noClasses()
            .that()
            .resideInAPackage(BASE + "decide..")
            .should()
            .dependOnClassesThat(belongToAnyOf(Clock.class, Thread.class))
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule ACT_CHANGES_THE_WORLD =
            uses("act", BASE + "decide", BASE + "observe", BASE + "observe.populate", BASE + "agent", API, KUBERNETES);

    @ArchTest
    static final ArchRule REPORT_IS_THE_ONLY_ONE_WITH_METRICS = uses(
            "report",
            BASE + "act",
            BASE + "decide..",
            BASE + "observe",
            BASE + "agent",
            API,
            KUBERNETES,
            "io.micrometer.core..",
            LOG);

    @ArchTest
    static final ArchRule CONTROLLER_IS_THE_ONLY_ONE_WITH_THE_SDK = uses(
            "controller",
            BASE + "act",
            BASE + "decide..",
            BASE + "observe..",
            BASE + "report",
            API,
            KUBERNETES,
            "io.javaoperatorsdk..",
            LOG);

    @ArchTest
    static final ArchRule ONLY_THE_ROOT_KNOWS_THE_FRAMEWORK = noClasses()
            .that()
            .resideOutsideOfPackage("io.mysqlclone.operator")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule NOBODY_ASKS_FOR_SECRETS =
            noClasses().should().callMethodWhere(target(nameMatching("secrets|configMaps")));

    @ArchTest
    static final ArchRule OBSERVE_CHANGES_NOTHING = noClasses()
            .that()
            .resideInAPackage(BASE + "observe..")
            .should()
            .callMethodWhere(target(nameMatching("(create|update|patch|edit|delete|evict|scale|replace).*"))
                    .and(target(owner(resideInAPackage("io.fabric8.kubernetes.client..")))));

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.mysqlclone.operator.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)");

    @ArchTest
    static final ArchRule CLASSES_ARE_CLOSED = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .resideOutsideOfPackage("io.mysqlclone.operator")
            .should()
            .haveModifier(JavaModifier.FINAL);

    private static ArchRule uses(String part, String... others) {
        return classes()
                .that()
                .resideInAPackage(BASE + part)
                .should()
                .onlyDependOnClassesThat(resideInAPackage(BASE + part)
                        .or(resideInAnyPackage(others))
                        .or(resideInAnyPackage("java..", "javax.crypto..", "org.jspecify.annotations")));
    }
}
