package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.ServerPublicKey;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.recipient.scripted.AnswerLies;
import io.mysqlclone.recipient.scripted.DataLies;
import io.mysqlclone.recipient.scripted.FileLies;
import io.mysqlclone.recipient.scripted.Lie;
import io.mysqlclone.recipient.scripted.LoginLies;
import io.mysqlclone.recipient.scripted.Responses;
import io.mysqlclone.recipient.scripted.Script;
import io.mysqlclone.recipient.scripted.ScriptedDonor;
import io.mysqlclone.recipient.scripted.ServerShape;
import io.mysqlclone.recipient.scripted.StateLies;
import io.mysqlclone.recipient.scripted.Step;
import io.mysqlclone.recipient.scripted.TrueSnapshot;
import io.mysqlclone.recipient.scripted.VersionLies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A donor that lies, in one place at a time. Whatever it says, the clone ends soon, with a sentence that says what was
 * wrong, and with the disk as it was.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileDonorTest {
    private static final long MOST_HEAP = 192L << 20;

    @TempDir
    Path scratch;

    static Stream<Lie> lies() {
        return Stream.of(
                        LoginLies.lies(),
                        AnswerLies.lies(),
                        StateLies.lies(),
                        FileLies.lies(),
                        DataLies.lies(),
                        VersionLies.lies())
                .flatMap(lies -> lies);
    }

    @Test
    void thereAreMoreThanAHundredLies() {
        assertThat(lies().map(Lie::name).collect(Collectors.toSet())).hasSizeGreaterThan(100);
    }

    /** The control of the experiment: without a lie the same donor is cloned. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theTruthIsCloned(int tasks) throws Exception {
        Path target = scratch.resolve("target");
        clone(tasks == 1 ? Script.ofOneTask() : Script.ofTwoTasks(), tasks, false);
        assertIsTheTruth(target);
    }

    @Test
    void aRefusedWorkerIsHarmless() throws Exception {
        Script script = Script.ofOneTask();
        script.attach.clear();
        script.attach.add(new Step.Packet(Responses.error(3634, "no more tasks")));
        clone(script, 4, false);
        assertIsTheTruth(scratch.resolve("target"));
    }

    @Test
    void aDonorThatHangsUpInsteadOfGoodbyeIsCloned() throws Exception {
        Script script = Script.ofOneTask();
        script.exit.clear();
        script.exit.add(new Step.Close());
        clone(script, 1, false);
        assertIsTheTruth(scratch.resolve("target"));
    }

    /** Nothing is kept for a next run when there is no snapshot that it could go on with. */
    @Test
    void aDonorThatIsNotThereLeavesNothing() throws Exception {
        Script script = Script.ofOneTask();
        script.greeting.clear();
        script.greeting.add(new Step.Close());
        assertThat(catchThrowable(() -> clone(script, 1, false)))
                .isInstanceOfSatisfying(
                        CloneFailure.class, e -> assertThat(e.kind()).isEqualTo(CloneFailure.Kind.NETWORK));
        assertThat(scratch.resolve("target")).doesNotExist();
    }

    private static void assertIsTheTruth(Path target) throws IOException {
        for (TrueSnapshot.File file : TrueSnapshot.files()) {
            byte[] expected = file.content().toArray();
            if (file.descriptor().fileIndex() == TrueSnapshot.BIG_TABLE) {
                change(expected, file, 0);
                change(expected, file, 2);
            } else if (file.descriptor().fileIndex() == TrueSnapshot.SMALL_TABLE) {
                change(expected, file, 1);
            }
            assertThat(target.resolve(file.descriptor().name().orElseThrow()))
                    .as(file.descriptor().toString())
                    .hasBinaryContent(expected);
        }
        for (int index = 0; index < 2; index++) {
            assertThat(target.resolve("#innodb_redo/#ib_redo" + index))
                    .hasBinaryContent(Arrays.copyOf(TrueSnapshot.redoContent(index), TrueSnapshot.REDO_SIZE));
        }
        assertThat(target.resolve("#clone/#status_in_progress")).doesNotExist();
        assertThat(target.resolve("#clone/#status_fix")).exists();
    }

    private static void change(byte[] content, TrueSnapshot.File file, int number) {
        byte[] page =
                TrueSnapshot.page(file.descriptor().spaceId(), file.descriptor().fspFlags(), number, 2);
        System.arraycopy(page, 0, content, number * TrueSnapshot.PAGE, TrueSnapshot.PAGE);
    }

    static Stream<Arguments> shapes() {
        return ServerShape.all().stream().flatMap(shape -> Stream.of(Arguments.of(shape, 1), Arguments.of(shape, 2)));
    }

    /** What servers of other versions say, as far as their sources tell. */
    @ParameterizedTest
    @MethodSource("shapes")
    void theTruthOfAnotherVersionIsCloned(ServerShape shape, int tasks) throws Exception {
        CloneResult result = clone(shape.applyTo(tasks == 1 ? Script.ofOneTask() : Script.ofTwoTasks()), tasks, false);
        assertThat(result.donorVersion()).isEqualTo(shape.version());
        assertIsTheTruth(scratch.resolve("target"));
    }

    @ParameterizedTest
    @MethodSource("io.mysqlclone.recipient.scripted.ServerShape#all")
    void aCloneOfAnotherVersionGoesOnAfterTheConnectionWasLost(ServerShape shape) throws Exception {
        try (ScriptedDonor donor = ScriptedDonor.play(shape.losingTheConnection(shape.applyTo(Script.ofOneTask())))) {
            CloneRequest patient = request(donor, 1, false, Duration.ofMinutes(1));
            new CloneRun(CloneEngines.standard(), patient, event -> {}).run();
            assertThat(donor.masters()).isEqualTo(2);
            assertThat(donor.commands()).anyMatch(CloneCommand.Reinit.class::isInstance);
        }
        assertIsTheTruth(scratch.resolve("target"));
    }

    /** A donor takes its backup lock upon COM_INIT, and one that can't be cloned must not. */
    @ParameterizedTest
    @ValueSource(strings = {"8.0.17", "8.0.26", "8.0.29-21", "5.5.5-10.11.6-MariaDB"})
    void aDonorThatCanNotBeClonedIsAskedForNothing(String version) throws Exception {
        Script script = Script.ofOneTask();
        script.version = version;
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            assertThat(catchThrowable(() -> clone(donor, 1, false)))
                    .isInstanceOfSatisfying(CloneFailure.class, e -> {
                        assertThat(e.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
                        assertThat(e.reason()).isEqualTo(CloneFailure.Reason.DONOR_MISMATCH);
                    })
                    .hasMessageContaining("3864 ER_CLONE_DONOR_VERSION");
            Preflight.Report report = new Preflight(CloneEngines.standard(), request(donor, 1, false)).check();
            assertThat(report.checks())
                    .filteredOn(check -> check.verdict() == Preflight.Verdict.FAILED)
                    .singleElement()
                    .satisfies(check -> {
                        assertThat(check.name()).isEqualTo("donor version");
                        assertThat(check.message()).contains("3864 ER_CLONE_DONOR_VERSION");
                    });
            assertThat(donor.commands()).isEmpty();
        }
    }

    /** Each fourth lie by one of the other versions, and with {@code -Dtest.soak} all lies by each of them. */
    static Stream<Arguments> liesOfOtherVersions() {
        List<ServerShape> shapes = ServerShape.all();
        if (Integer.getInteger("test.soak", 0) > 0) {
            return shapes.stream().flatMap(shape -> lies().map(lie -> Arguments.of(lie, shape)));
        }
        List<Lie> lies = lies().toList();
        return IntStream.range(0, lies.size())
                .filter(index -> index % shapes.size() == 0)
                .mapToObj(index -> Arguments.of(lies.get(index), shapes.get(index / shapes.size() % shapes.size())));
    }

    @ParameterizedTest
    @MethodSource("liesOfOtherVersions")
    void aLieOfAnotherVersionEndsAsThatOfThisOne(Lie lie, ServerShape shape) throws IOException {
        assertEndsInAClearFailure(lie, shape.applyTo(lie.script()));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void aLieEndsInAClearFailureAndLeavesNothing(Lie lie) throws IOException {
        assertEndsInAClearFailure(lie, lie.script());
    }

    private void assertEndsInAClearFailure(Lie lie, Script script) throws IOException {
        Path target = Files.createDirectory(scratch.resolve("target"));
        Files.createDirectory(scratch.resolve("d"));
        Files.writeString(scratch.resolve("x.ibd"), "not the donor's");
        var before = tree(scratch);
        long heap = allocated();

        Throwable thrown = catchThrowable(() -> clone(script, lie.twoTasks() ? 2 : 1, lie.stalls()));

        assertThat(thrown).isInstanceOf(CloneFailure.class);
        CloneFailure failure = (CloneFailure) thrown;
        assertThat(failure.kind()).as(failure.getMessage()).isIn(lie.kinds());
        assertThat(failure.getMessage()).containsPattern(lie.sentence());
        assertThat(failure.getMessage()).doesNotContain("Exception").hasSizeLessThan(6000);
        assertThat(failure.getSuppressed()).isEmpty();
        if (lie.isWorthKeeping(failure.kind()) && Files.exists(target.resolve("#clone-agent/journal"))) {
            assertThat(withoutTarget(tree(scratch), target)).isEqualTo(withoutTarget(before, target));
        } else {
            assertThat(tree(scratch)).as(lie.name()).isEqualTo(before);
        }
        assertThat(allocated() - heap).isLessThan(MOST_HEAP);
    }

    private CloneResult clone(Script script, int connections, boolean impatient) throws Exception {
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            return clone(donor, connections, impatient);
        }
    }

    private CloneResult clone(ScriptedDonor donor, int connections, boolean impatient) throws Exception {
        return new CloneRun(CloneEngines.standard(), request(donor, connections, impatient), event -> {}).run();
    }

    private CloneRequest request(ScriptedDonor donor, int connections, boolean impatient) {
        return request(donor, connections, impatient, Duration.ofMillis(400));
    }

    private CloneRequest request(ScriptedDonor donor, int connections, boolean impatient, Duration reconnectTimeout) {
        return new CloneRequest(
                new ConnectionOptions(
                        new Endpoint.Tcp("127.0.0.1", donor.port()),
                        new Credentials("cloner", Secret.of("secret")),
                        TlsOptions.of(TlsMode.PREFERRED),
                        Compression.NONE,
                        Duration.ofSeconds(impatient ? 1 : 30),
                        new ServerPublicKey.FromServer()),
                new CloneRequest.Target(scratch.resolve("target"), false, List.of()),
                new CloneRequest.Concurrency.Fixed(connections),
                Limits.NONE,
                new CloneRequest.DdlPolicy(Duration.ZERO, false),
                impatient ? Duration.ofMillis(500) : Duration.ofMinutes(1),
                reconnectTimeout,
                true,
                CloneRequest.MIN_BUFFER_SIZE,
                CloneRequest.Commit.IF_STOPPED);
    }

    /** Path to content of all files; directories have no content. */
    private static Map<String, String> tree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.collect(Collectors.toMap(
                    path -> root.relativize(path).toString(), HostileDonorTest::content, (a, b) -> a, TreeMap::new));
        }
    }

    private static String content(Path path) {
        try {
            return Files.isRegularFile(path)
                    ? Files.readString(path, java.nio.charset.StandardCharsets.ISO_8859_1)
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> withoutTarget(Map<String, String> tree, Path target) {
        tree.keySet().removeIf(path -> path.startsWith(target.getFileName().toString()));
        return tree;
    }

    /** Bytes that all threads of this process have allocated on the heap so far. */
    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }
}
