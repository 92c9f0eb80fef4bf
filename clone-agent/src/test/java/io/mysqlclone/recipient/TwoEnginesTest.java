package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.TaskDescriptor;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.recipient.counting.Counted;
import io.mysqlclone.recipient.counting.CountingEngine;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.recipient.run.Discard;
import io.mysqlclone.recipient.scripted.Responses;
import io.mysqlclone.recipient.scripted.Script;
import io.mysqlclone.recipient.scripted.ScriptedDonor;
import io.mysqlclone.recipient.scripted.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clones of InnoDB and of an engine behind it, whose donor tells of both in turns. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TwoEnginesTest {
    private static final int ID = 7;
    private static final EngineLocator NUMBERS = Counted.locator(ID);

    @TempDir
    Path scratch;

    private final List<CloneEvent> events = new CopyOnWriteArrayList<>();

    /** The numbers 10, 20 and 30, among what InnoDB sends. */
    private static Script ofBoth(boolean twoTasks) {
        Script script = twoTasks ? Script.ofTwoTasks() : Script.ofOneTask();
        answer(script.init, Script.LOCATOR.toEngineLocator(), NUMBERS);
        answer(script.attach, Script.at(SnapshotState.FILE_COPY), NUMBERS);
        // From behind, so that the places found are the right ones.
        insert(script.master, script.start(SnapshotState.DONE), numbers(Counted.END, 0));
        insert(script.master, script.end(SnapshotState.PAGE_COPY), number(2, 30));
        if (!twoTasks) {
            insert(script.master, script.data(SnapshotState.FILE_COPY, 3), number(1, 20));
        }
        insert(script.master, script.file(1), number(0, 10));
        insert(script.master, script.end(SnapshotState.INIT), numbers(Counted.START, 3));
        if (twoTasks) {
            insert(script.worker, 3, number(1, 20));
        }
        return script;
    }

    private static void answer(List<Step> steps, EngineLocator... locators) {
        steps.set(steps.size() - 2, new Step.Packet(Responses.locators(ProtocolVersion.V4, locators)));
    }

    private static void insert(List<Step> steps, int at, Step... inserted) {
        steps.addAll(at, List.of(inserted));
    }

    private static Step numbers(Counted kind, int argument) {
        return new Step.Packet(Responses.descriptor(Counted.TYPE, 1, kind.of(argument)));
    }

    private static Step[] number(int index, int value) {
        return new Step[] {numbers(Counted.NUMBER, index), new Step.Data(Counted.data(value))};
    }

    @Test
    void theFilesOfBothAreCommittedTogether() throws Exception {
        try (ScriptedDonor donor = ScriptedDonor.play(ofBoth(false))) {
            CloneResult result = clone(donor, 1);
            assertThat(result.committed()).isTrue();
            assertThat(result.stages())
                    .filteredOn(row -> row.stage() == Stage.FILE_COPY)
                    .singleElement()
                    .satisfies(row -> assertThat(row.data()).isEqualTo(row.estimate() + 3 * Integer.BYTES));
            assertBothAreThere();
            assertThat(locators(donor, CloneCommand.Init.class))
                    .containsExactly(List.of(InnodbLocator.forInit(), Counted.locator(0)));
        }
    }

    /** Each stage of each engine is acknowledged to that engine's half, by its own locator. */
    @Test
    void anAcknowledgementGoesToTheEngineOfTheDescriptor() throws Exception {
        try (ScriptedDonor donor = ScriptedDonor.play(ofBoth(false))) {
            clone(donor, 1);
            List<CloneCommand.Ack> acks = donor.commands().stream()
                    .filter(CloneCommand.Ack.class::isInstance)
                    .map(CloneCommand.Ack.class::cast)
                    .toList();
            assertThat(acks)
                    .filteredOn(ack -> ack.locator().engineType() == EngineLocator.INNODB)
                    .hasSize(4)
                    .allSatisfy(ack -> assertThat(ack.locator()).isEqualTo(Script.LOCATOR.toEngineLocator()));
            assertThat(acks)
                    .filteredOn(ack -> ack.locator().engineType() == Counted.TYPE)
                    .containsExactly(new CloneCommand.Ack(0, NUMBERS, Bytes.of(Counted.END.of(0))));
        }
    }

    @Test
    void aWorkerIsOfAllEngines() throws Exception {
        try (ScriptedDonor donor = ScriptedDonor.play(ofBoth(true))) {
            clone(donor, 2);
            assertBothAreThere();
            assertThat(locators(donor, CloneCommand.Attach.class))
                    .isNotEmpty()
                    .allSatisfy(asked -> assertThat(asked).containsExactly(Script.LOCATOR.toEngineLocator(), NUMBERS));
        }
    }

    /** The connection is lost when two numbers have come, and all files of InnoDB. */
    private static Script lostInFileCopy() {
        Script script = ofBoth(false);
        int lost = script.end(SnapshotState.FILE_COPY);
        script.resumed.add(new Step.Describe(new TaskDescriptor(0, 0, 0)));
        script.resumed.addAll(script.master.subList(lost, script.master.size()));
        script.master.subList(lost, script.master.size()).clear();
        script.master.add(new Step.Close());
        return script;
    }

    private static void isBack(Script script, EngineLocator... locators) {
        script.reinit.clear();
        script.reinit.add(new Step.Packet(Responses.locators(ProtocolVersion.V4, locators)));
        script.reinit.add(new Step.Packet(Responses.complete()));
    }

    @Test
    void bothGoOnAfterAnOutage() throws Exception {
        Script script = lostInFileCopy();
        isBack(script, Script.at(SnapshotState.FILE_COPY), NUMBERS);
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            clone(donor, 1);
            assertBothAreThere();
            assertAskedToGoOn(donor);
        }
    }

    @Test
    void bothGoOnInAnotherProcess() throws Exception {
        Script script = lostInFileCopy();
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            assertThat(fails(donor, CountingEngine.behindInnodb()).kind()).isEqualTo(CloneFailure.Kind.NETWORK);
            isBack(script, Script.at(SnapshotState.FILE_COPY), NUMBERS);
            CloneResult result = clone(donor, 1);
            assertThat(result.resumed()).isTrue();
            assertBothAreThere();
            assertAskedToGoOn(donor);
        }
    }

    private static void assertAskedToGoOn(ScriptedDonor donor) {
        List<EngineLocator> last = locators(donor, CloneCommand.Reinit.class).getLast();
        assertThat(last).extracting(EngineLocator::engineType).containsExactly(EngineLocator.INNODB, Counted.TYPE);
        assertThat(last.getLast()).as("what it has").isEqualTo(Counted.locator(ID, 0, 1));
    }

    @Test
    void aDonorMayNotGoOnWithOneEngineOnly() throws Exception {
        Script script = lostInFileCopy();
        isBack(script, Script.at(SnapshotState.FILE_COPY));
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            assertThat(fails(donor, CountingEngine.behindInnodb()))
                    .hasMessageContaining("1 storage engines of a clone of 2");
        }
    }

    /** What InnoDB has alone would be a clone without the numbers. */
    @Test
    void aCloneOfAnEngineThatNobodyKnowsAnyMoreStartsOver() throws Exception {
        Script script = lostInFileCopy();
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            assertThat(fails(donor, CountingEngine.behindInnodb()).kind()).isEqualTo(CloneFailure.Kind.NETWORK);
            events.clear();
            CloneFailure failure = fails(donor, CloneEngines.standard());
            assertThat(failure).hasMessageContaining("storage engine 99");
            assertThat(events).anyMatch(CloneEvent.StartedOver.class::isInstance);
        }
    }

    @Test
    void anEngineThatTheDonorDoesNotKnowIsLeftOut() throws Exception {
        try (ScriptedDonor donor = ScriptedDonor.play(Script.ofOneTask())) {
            CloneResult result = clone(donor, 1);
            assertThat(result.committed()).isTrue();
            assertThat(scratch.resolve("target/" + CountingEngine.FILE)).doesNotExist();
            assertThat(scratch.resolve("target/d/small.ibd")).isNotEmptyFile();
        }
    }

    @Test
    void nothingMayComeOfAnEngineThatWasNotAnnounced() throws Exception {
        Script script = Script.ofOneTask();
        insert(script.master, script.file(1), number(0, 10));
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            CloneFailure failure = fails(donor, CountingEngine.behindInnodb());
            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.DONOR);
            assertThat(failure).hasMessageContaining("storage engine 99, locator 1");
        }
    }

    @Test
    void anIndexIsNotEnough() throws Exception {
        Script script = ofBoth(false);
        script.master.set(
                script.master.indexOf(numbers(Counted.START, 3)),
                new Step.Packet(Responses.descriptor(Counted.TYPE, 0, Counted.START.of(3))));
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            assertThat(fails(donor, CountingEngine.behindInnodb()))
                    .hasMessageContaining("storage engine 99, locator 0");
        }
    }

    @Test
    void theOrderOfTheLocatorsIsTheRecipients() throws Exception {
        Script script = ofBoth(false);
        answer(script.init, NUMBERS, Script.LOCATOR.toEngineLocator());
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            assertThat(fails(donor, CountingEngine.behindInnodb())).hasMessageContaining("in another order");
        }
    }

    @Test
    void theDonorIsToldToFreeTheSnapshotOfEach() throws Exception {
        Script script = lostInFileCopy();
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            assertThat(fails(donor, CountingEngine.behindInnodb()).kind()).isEqualTo(CloneFailure.Kind.NETWORK);
            Discarded discarded = new Discard(
                            CountingEngine.behindInnodb(), scratch.resolve("target"), Optional.of(options(donor)))
                    .run();
            assertThat(discarded.found()).isEqualTo(Discarded.Found.UNFINISHED);
            assertThat(donor.commands())
                    .filteredOn(command -> command instanceof CloneCommand.Ack ack && ack.error() != 0)
                    .extracting(command -> ((CloneCommand.Ack) command).locator())
                    .containsExactly(Script.LOCATOR.toEngineLocator(), NUMBERS);
        }
    }

    private static List<List<EngineLocator>> locators(ScriptedDonor donor, Class<? extends CloneCommand> kind) {
        return donor.commands().stream()
                .filter(kind::isInstance)
                .map(command -> switch (command) {
                    case CloneCommand.Init init -> init.locators();
                    case CloneCommand.Attach attach -> attach.locators();
                    case CloneCommand.Reinit reinit -> reinit.locators();
                    case CloneCommand.Execute execute -> List.<EngineLocator>of();
                    case CloneCommand.Ack ack -> List.of(ack.locator());
                    case CloneCommand.Exit exit -> List.<EngineLocator>of();
                })
                .toList();
    }

    private void assertBothAreThere() {
        assertThat(scratch.resolve("target/" + CountingEngine.FILE)).hasBinaryContent(Counted.content(10, 20, 30));
        assertThat(scratch.resolve("target/d/big.ibd")).isNotEmptyFile();
        assertThat(scratch.resolve("target/d/small.ibd")).isNotEmptyFile();
        assertThat(scratch.resolve("target/#clone/#status_fix")).exists();
    }

    private CloneFailure fails(ScriptedDonor donor, EngineSet<ClonePlace> engines) {
        CloneRun run = new CloneRun(engines, request(donor, 1), events::add);
        return Objects.requireNonNull(catchThrowableOfType(CloneFailure.class, run::run), "the clone succeeded");
    }

    private CloneResult clone(ScriptedDonor donor, int connections) throws Exception {
        return new CloneRun(CountingEngine.behindInnodb(), request(donor, connections), events::add).run();
    }

    private static ConnectionOptions options(ScriptedDonor donor) {
        return new ConnectionOptions(
                new Endpoint.Tcp("127.0.0.1", donor.port()),
                new Credentials("cloner", Secret.of("secret")),
                TlsOptions.of(TlsMode.PREFERRED),
                Compression.NONE,
                Duration.ofSeconds(30));
    }

    private CloneRequest request(ScriptedDonor donor, int connections) {
        return CloneRequests.from(donor).connections(connections).into(scratch.resolve("target"));
    }
}
