package io.mysqlclone;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.mysqlclone.engine.DataSource;
import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.engine.Records;
import io.mysqlclone.storage.BlockSink;
import io.mysqlclone.storage.DirectorySync;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The arrows between packages, as each {@code package-info} says what it may use. */
@AnalyzeClasses(packages = "io.mysqlclone", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String BASE = "io.mysqlclone.";

    @ArchTest
    static final ArchRule MYSQL_USES_THE_JDK_ZSTD_AND_CONSCRYPT =
            uses("mysql..", "com.github.luben.zstd..", "org.conscrypt..");

    @ArchTest
    static final ArchRule MYSQL_IS_IN_LAYERS = CompositeArchRule.of(List.of(
            uses("mysql"),
            uses("mysql.auth"),
            uses("mysql.transport", BASE + "mysql"),
            uses("mysql.tls", BASE + "mysql", BASE + "mysql.transport", "org.conscrypt.."),
            uses(
                    "mysql.accept",
                    BASE + "mysql",
                    BASE + "mysql.auth",
                    BASE + "mysql.transport",
                    BASE + "mysql.tls",
                    BASE + "mysql.packet"),
            uses("mysql.packet", BASE + "mysql", BASE + "mysql.transport", "com.github.luben.zstd..")));

    @ArchTest
    static final ArchRule PROTOCOL_USES_THE_WORDS_OF_ENGINES = uses("protocol..", BASE + "engine");

    @ArchTest
    static final ArchRule GTID_SETS_USE_THE_JDK = uses("gtid");

    @ArchTest
    static final ArchRule RELEASES_USE_A_READER_OF_JSON = uses("release", "com.fasterxml.jackson.core..");

    @ArchTest
    static final ArchRule STORAGE_USES_THE_WORDS_OF_ENGINES = uses("storage..", BASE + "engine");

    /** Bytes know nothing of whose they are; the directory of a server is made of them. */
    @ArchTest
    static final ArchRule A_DATA_DIRECTORY_USES_STORAGE = uses(
            "datadir..",
            BASE + "storage",
            BASE + "gtid",
            BASE + "engine",
            BASE + "release",
            "com.fasterxml.jackson.core..");

    /** What is in an existing directory is known to the commit, which is known to who reads what became of it. */
    @ArchTest
    static final ArchRule A_DATA_DIRECTORY_IS_IN_LAYERS = CompositeArchRule.of(List.of(
            uses("datadir", BASE + "storage", BASE + "engine"),
            uses("datadir.live", BASE + "datadir", BASE + "storage", BASE + "gtid", BASE + "release"),
            uses(
                    "datadir.commit",
                    BASE + "datadir",
                    BASE + "datadir.live",
                    BASE + "storage",
                    BASE + "engine",
                    BASE + "release",
                    "com.fasterxml.jackson.core.."),
            uses("datadir.outcome", BASE + "datadir", BASE + "datadir.commit", BASE + "datadir.live", BASE + "gtid")));

    @ArchTest
    static final ArchRule THE_CONTRACT_OF_AN_ENGINE_DEPENDS_ON_NOTHING = uses("engine..");

    @ArchTest
    static final ArchRule INNODB_USES_ENGINE_AND_STORAGE = uses(
            "innodb..",
            BASE + "engine",
            BASE + "storage",
            BASE + "datadir..",
            BASE + "release",
            "com.fasterxml.jackson.core..");

    @ArchTest
    static final ArchRule INNODB_IS_IN_LAYERS = CompositeArchRule.of(List.of(
            uses("innodb", BASE + "engine"),
            uses("innodb.descriptor", BASE + "innodb", BASE + "engine"),
            uses("innodb.page", BASE + "innodb", BASE + "innodb.descriptor", BASE + "engine"),
            uses("innodb.snapshot", BASE + "innodb", BASE + "innodb.descriptor", BASE + "engine"),
            uses(
                    "innodb.staging",
                    BASE + "innodb",
                    BASE + "innodb.descriptor",
                    BASE + "innodb.page",
                    BASE + "innodb.snapshot",
                    BASE + "engine",
                    BASE + "storage",
                    BASE + "datadir"),
            uses(
                    "innodb.apply",
                    BASE + "innodb",
                    BASE + "innodb.descriptor",
                    BASE + "innodb.page",
                    BASE + "innodb.snapshot",
                    BASE + "innodb.staging",
                    BASE + "engine",
                    BASE + "storage",
                    BASE + "datadir"),
            uses(
                    "innodb.verify",
                    BASE + "innodb",
                    BASE + "innodb.page",
                    BASE + "engine",
                    BASE + "storage",
                    BASE + "datadir"),
            uses(
                    "innodb.source",
                    BASE + "innodb",
                    BASE + "innodb.descriptor",
                    BASE + "innodb.page",
                    BASE + "innodb.snapshot",
                    BASE + "engine",
                    BASE + "storage",
                    BASE + "release",
                    BASE + "datadir",
                    BASE + "datadir.commit",
                    BASE + "datadir.live",
                    "com.fasterxml.jackson.core.."),
            uses(
                    "innodb.donor",
                    BASE + "innodb",
                    BASE + "innodb.descriptor",
                    BASE + "innodb.page",
                    BASE + "innodb.snapshot",
                    BASE + "innodb.source",
                    BASE + "engine",
                    BASE + "storage"),
            uses(
                    "innodb.live",
                    BASE + "innodb",
                    BASE + "innodb.descriptor",
                    BASE + "innodb.page",
                    BASE + "innodb.snapshot",
                    BASE + "innodb.source",
                    BASE + "innodb.donor",
                    BASE + "engine",
                    BASE + "storage")));

    /** How files travel one behind the other is one part, which knows none of those that are such files. */
    @ArchTest
    static final ArchRule FILES_ONE_BEHIND_THE_OTHER_ARE_OF_ANY_KIND = CompositeArchRule.of(List.of(
            uses("serial", BASE + "engine"),
            uses("serial.apply", BASE + "serial", BASE + "engine", BASE + "storage", BASE + "datadir"),
            uses("serial.donor", BASE + "serial", BASE + "engine")));

    @ArchTest
    static final ArchRule BINARY_LOGS_ARE_AN_ENGINE_OF_THEIR_OWN = CompositeArchRule.of(List.of(
            uses("binlog", BASE + "serial"),
            uses("binlog.apply", BASE + "binlog", BASE + "serial", BASE + "serial.apply", BASE + "engine"),
            uses("binlog.donor", BASE + "binlog", BASE + "serial", BASE + "serial.donor", BASE + "engine")));

    @ArchTest
    static final ArchRule TABLES_WITHOUT_A_LOG_ARE_AN_ENGINE_OF_THEIR_OWN = CompositeArchRule.of(List.of(
            uses("tablefiles", BASE + "serial"),
            uses("tablefiles.apply", BASE + "tablefiles", BASE + "serial", BASE + "serial.apply", BASE + "engine"),
            uses(
                    "tablefiles.donor",
                    BASE + "tablefiles",
                    BASE + "serial",
                    BASE + "serial.donor",
                    BASE + "engine",
                    BASE + "storage")));

    /** What is asked of a running server is said by who needs it, and done by who speaks SQL. */
    @ArchTest
    static final ArchRule A_BACKUP_PROGRAM_ASKS_WHAT_A_LIVE_DONOR_NEEDS = uses(
            "backup",
            BASE + "innodb.live",
            BASE + "innodb.snapshot",
            BASE + "mysql",
            BASE + "mysql.accept",
            BASE + "mysql.auth",
            BASE + "mysql.connection",
            BASE + "release",
            BASE + "engine");

    @ArchTest
    static final ArchRule ONLY_THE_AGENT_KNOWS_WHO_ASKS_A_RUNNING_SERVER = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "backup", BASE + "agent.run")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + "backup");

    @ArchTest
    static final ArchRule A_CLONE_WITHOUT_A_WIRE_USES_ENGINES_AND_FILES =
            uses("local", BASE + "engine", BASE + "storage");

    /** A clone knows engines by their contract only: which there are is said in one place. */
    @ArchTest
    static final ArchRule NO_CLONE_KNOWS_INNODB = noClasses()
            .that()
            .resideInAnyPackage(
                    BASE + "recipient..",
                    BASE + "replica..",
                    BASE + "protocol..",
                    BASE + "storage..",
                    BASE + "datadir..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "innodb..", BASE + "serial..", BASE + "binlog..", BASE + "tablefiles..");

    @ArchTest
    static final ArchRule ONE_PLACE_SAYS_WHICH_ENGINES_THERE_ARE = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "innodb..", BASE + "serial..", BASE + "binlog..", BASE + "tablefiles..")
            .and()
            .doNotHaveFullyQualifiedName(BASE + "agent.engines.CloneEngines")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    BASE + "innodb.apply", BASE + "serial.apply", BASE + "binlog.apply", BASE + "tablefiles.apply");

    @ArchTest
    static final ArchRule THE_CONTRACT_OF_A_CLONE_KNOWS_NEITHER_DONOR_NOR_DISK =
            uses("recipient", BASE + "mysql", BASE + "engine", BASE + "release");

    @ArchTest
    static final ArchRule RECIPIENT_USES_ALL_BUT_AGENT_AND_ENGINES_THEMSELVES = uses(
            "recipient..",
            BASE + "local",
            BASE + "mysql..",
            BASE + "protocol..",
            BASE + "gtid",
            BASE + "release",
            BASE + "storage..",
            BASE + "datadir..",
            BASE + "engine",
            BASE + "session",
            "dev.failsafe..",
            "io.github.bucket4j..",
            "com.fasterxml.jackson.core..");

    /** Below each other: what is asked of the donor, what is done to the target, what is done to both. */
    @ArchTest
    static final ArchRule RECIPIENT_IS_IN_LAYERS = CompositeArchRule.of(List.of(
            uses(
                    "recipient.remote",
                    BASE + "recipient",
                    BASE + "mysql",
                    BASE + "mysql.connection",
                    BASE + "protocol",
                    BASE + "engine",
                    BASE + "gtid",
                    BASE + "release",
                    BASE + "datadir",
                    BASE + "datadir.live",
                    "com.fasterxml.jackson.core.."),
            uses(
                    "recipient.target",
                    BASE + "recipient",
                    BASE + "mysql",
                    BASE + "engine",
                    BASE + "gtid",
                    BASE + "release",
                    BASE + "storage",
                    BASE + "storage.journal",
                    BASE + "datadir..",
                    "com.fasterxml.jackson.core.."),
            uses(
                    "recipient.preflight",
                    BASE + "recipient",
                    BASE + "recipient.remote",
                    BASE + "recipient.target",
                    BASE + "mysql",
                    BASE + "mysql.connection",
                    BASE + "protocol",
                    BASE + "engine",
                    BASE + "gtid",
                    BASE + "release",
                    BASE + "storage",
                    BASE + "datadir",
                    BASE + "datadir.commit",
                    BASE + "datadir.live"),
            uses(
                    "recipient.run",
                    BASE + "local",
                    BASE + "recipient",
                    BASE + "recipient.remote",
                    BASE + "recipient.target",
                    BASE + "mysql",
                    BASE + "protocol",
                    BASE + "engine",
                    BASE + "gtid",
                    BASE + "release",
                    BASE + "storage.journal",
                    BASE + "datadir..",
                    "dev.failsafe..",
                    BASE + "session",
                    "io.github.bucket4j..")));

    @ArchTest
    static final ArchRule SESSIONS_USE_BUCKETS = uses("session", "io.github.bucket4j..");

    @ArchTest
    static final ArchRule DONOR_KNOWS_ENGINES_BY_THEIR_CONTRACT = uses(
            "donor..",
            BASE + "mysql..",
            BASE + "protocol..",
            BASE + "engine..",
            BASE + "session",
            "io.github.bucket4j..",
            "jdk.net..");

    @ArchTest
    static final ArchRule REPLICA_USES_MYSQL_AND_STORAGE = uses(
            "replica..",
            BASE + "mysql",
            BASE + "mysql.connection",
            BASE + "mysql.login",
            BASE + "mysql.tls",
            BASE + "gtid",
            BASE + "storage",
            BASE + "datadir",
            BASE + "datadir.live",
            BASE + "datadir.outcome");

    @ArchTest
    static final ArchRule SCRIPT_USES_MYSQL_AND_DATADIR = uses(
            "script..",
            BASE + "mysql",
            BASE + "mysql.connection",
            BASE + "mysql.login",
            BASE + "datadir.live",
            BASE + "datadir.outcome");

    @ArchTest
    static final ArchRule AGENT_USES_ALL_AND_ITS_FRAMEWORKS = uses(
            "agent..", "io.mysqlclone..", "picocli..", "com.fasterxml.jackson..", "io.micrometer..", "io.prometheus..");

    @ArchTest
    static final ArchRule NO_CYCLES_BETWEEN_THE_PARTS =
            slices().matching("io.mysqlclone.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_CYCLES_BETWEEN_PACKAGES =
            slices().matching("io.mysqlclone.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule CODECS_AND_MODELS_DO_NO_IO = noClasses()
            .that()
            .resideInAnyPackage(
                    BASE + "protocol..",
                    BASE + "innodb",
                    BASE + "innodb.descriptor",
                    BASE + "innodb.page",
                    BASE + "innodb.snapshot")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..");

    /**
     * What fails in the engine is the donor's fault or the local side's and says so by its type. Only what is given a
     * {@code DataSource} may pass on what that throws, which is the network's.
     */
    @ArchTest
    static final ArchRule ONLY_A_DATA_SOURCE_FAILS_WITH_THE_NETWORK = methods()
            .that(describe("are of the engine and get no DataSource", ArchitectureTest::knowsWhoseFaultItIs))
            .should()
            .notDeclareThrowableOfType(IOException.class);

    private static boolean knowsWhoseFaultItIs(JavaMethod method) {
        JavaClass owner = method.getOwner();
        return Set.of("engine", "innodb.apply", "innodb.staging", "innodb.donor")
                        .contains(owner.getPackageName().substring(BASE.length()))
                && !method.getModifiers().contains(JavaModifier.PRIVATE)
                && !isOfTheNetwork(owner)
                && !isRecorded(owner)
                && method.getRawParameterTypes().stream().noneMatch(ArchitectureTest::isOfTheNetwork);
    }

    private static boolean isOfTheNetwork(JavaClass type) {
        return type.isEquivalentTo(DataSource.class)
                || type.isEquivalentTo(DonorSink.class)
                // What a task of the donor sends goes through this one to its sink.
                || type.getName().equals(BASE + "innodb.donor.BlockSender");
    }

    /** What reads a journal hands on what its visitor throws; the engine's own visitor throws what is said here. */
    private static boolean isRecorded(JavaClass owner) {
        return owner.isEquivalentTo(Records.class) || owner.isEquivalentTo(Records.Visitor.class);
    }

    /** What writes says that it was the disk which failed. */
    @ArchTest
    static final ArchRule THE_DISK_FAILS_AS_THE_DISK = methods()
            .that()
            .areDeclaredIn(BlockSink.class)
            .or()
            .areDeclaredIn(DirectorySync.class)
            .should()
            .notDeclareThrowableOfType(IOException.class);

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils");

    @ArchTest
    static final ArchRule CLASSES_ARE_CLOSED = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            // A refusal that is one for a reason of its own is thrown as well as the general one.
            .doNotHaveSimpleName("TargetRefusedException")
            .should()
            .haveModifier(JavaModifier.FINAL)
            .orShould()
            .haveModifier(JavaModifier.ABSTRACT);

    private static ArchRule uses(String part, String... others) {
        return classes()
                .that(resideInAPackage(BASE + part))
                .should()
                .onlyDependOnClassesThat(resideInAPackage(BASE + part)
                        .or(resideInAnyPackage(others))
                        .or(resideInAnyPackage("java..", "javax..", "com.sun.net.httpserver.."))
                        .or(resideInAPackage("org.jspecify.annotations..")));
    }
}
