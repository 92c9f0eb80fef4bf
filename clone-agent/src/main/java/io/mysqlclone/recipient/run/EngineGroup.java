package io.mysqlclone.recipient.run;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.CloneEngine;
import io.mysqlclone.engine.DonorConfiguration;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.engine.ReceivedClone;
import io.mysqlclone.engine.RecipientEngine;
import io.mysqlclone.engine.RecipientSettings;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.VerifiedPages;
import io.mysqlclone.recipient.target.EnginePlaces;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The engines of one clone at work, which are to the session what one engine would be. Those that the donor knows too take
 * part, in the order of their locators; the others are left out.
 */
final class EngineGroup implements Closeable {
    private final EnginePlaces places;
    private final EngineSet<ClonePlace> set;
    private final List<RecipientEngine> known = new ArrayList<>();
    /** Those that take part; what is at an index belongs to the donor's locator of that index. */
    private List<RecipientEngine> parts = List.of();

    /** All engines of {@code set}, of which none has a snapshot yet. */
    EngineGroup(EngineSet<ClonePlace> set, EnginePlaces places, RecipientSettings settings, EngineStages stages)
            throws IOException {
        this.set = set;
        this.places = places;
        for (CloneEngine<ClonePlace> engine : set.engines()) {
            ClonePlace place = known.isEmpty() ? places.first() : places.of(engine.type());
            int index = known.size();
            known.add(engine.recipient(place, settings, stages.of(engine.type(), () -> othersReceived(index))));
        }
    }

    private boolean othersReceived(int index) {
        return parts.stream().filter(part -> !part.equals(known.get(index))).allMatch(RecipientEngine::received);
    }

    /** What there is of a clone that an earlier process has begun. */
    enum Restored {
        /** Nothing of any engine. */
        NOTHING,
        /** Not what can be gone on with: the snapshot of an engine is not there, or nobody here knows the engine. */
        PARTLY,
        /** The snapshot of every engine. */
        WHOLLY
    }

    /** Takes over what an earlier process has recorded. */
    Restored restore() throws IOException {
        List<Integer> noted = places.notedEngines();
        List<Integer> types = noted.isEmpty() ? List.of(set.engines().getFirst().type()) : noted;
        List<RecipientEngine> begun = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            if (types.contains(set.engines().get(i).type()) && known.get(i).restore()) {
                begun.add(known.get(i));
            }
        }
        if (begun.isEmpty()) {
            return Restored.NOTHING;
        }
        parts = List.copyOf(begun);
        return begun.size() == types.size() && lacking(types).isEmpty() ? Restored.WHOLLY : Restored.PARTLY;
    }

    /** The names of engines that are wanted, and are not among {@code types}: no clone is to leave them out without a word. */
    private List<String> lacking(List<Integer> types) {
        return set.engines().stream()
                .filter(CloneEngine::mustBeOffered)
                .filter(engine -> !types.contains(engine.type()))
                .map(CloneEngine::name)
                .toList();
    }

    /** The locators for {@code COM_INIT}, of all engines that are known here. */
    List<EngineLocator> versionLocators() {
        return set.versionLocators();
    }

    /** The names of engines that a donor has to offer before it is asked for them. */
    List<String> namesToBeOffered() {
        return set.namesToBeOffered();
    }

    /** As {@link EngineSet#refusal}. */
    String refusal(List<String> missing) {
        return set.refusal(missing);
    }

    /** Whether each engine that is known here can make something of the data of such a donor. */
    boolean accept(DonorConfiguration donor) {
        return set.accept(donor);
    }

    /** Begins with the engines that the donor's answer to {@code COM_INIT} names; the clone starts from zero. */
    void begin(DonorConfiguration donor, List<EngineLocator> locators) throws IOException {
        List<Integer> types = locators.stream().map(EngineLocator::engineType).toList();
        List<String> lacking = lacking(types);
        if (!lacking.isEmpty()) {
            throw new EngineException(
                    EngineException.Kind.REFUSED,
                    "the donor gives no " + String.join(", ", lacking) + " any more; it did a moment ago");
        }
        List<RecipientEngine> named = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            if (types.contains(set.engines().get(i).type())) {
                named.add(known.get(i));
            }
        }
        parts = List.copyOf(named);
        if (known.size() > 1) {
            // Before any of them has begun: a clone of which some have not is none to go on with.
            places.noteEngines(types);
        }
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).donor(donor);
            parts.get(i).begin(locators.get(i));
        }
    }

    /** The engines that take part. */
    List<RecipientEngine> parts() {
        return parts;
    }

    /** Whether a donor knows of this clone. */
    boolean hasBegun() {
        return !parts.isEmpty() && parts.stream().allMatch(RecipientEngine::hasBegun);
    }

    /** The locators for {@code COM_REINIT}. */
    List<EngineLocator> resumeLocators() throws EngineException {
        List<EngineLocator> locators = new ArrayList<>();
        for (RecipientEngine part : parts) {
            locators.add(part.resumeLocator());
        }
        return locators;
    }

    /** Checks the donor's answer to {@code COM_REINIT}, which names the same engines. */
    void resume(List<EngineLocator> locators) throws EngineException, MalformedMessageException {
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).resume(locators.get(i));
        }
    }

    /** The donor's names for the clone. */
    List<EngineLocator> locators() {
        return parts.stream().map(RecipientEngine::locator).toList();
    }

    /** Starts a round, as {@link RecipientEngine#openMaster}. */
    EngineTasks openMaster(Consumer<Throwable> failed) throws EngineException, MalformedMessageException {
        return EngineTasks.open(locators(), index -> parts.get(index).openMaster(failed));
    }

    /**
     * Blocks until a worker is welcome to all.
     *
     * @return false when it would be of no more use to one of them: a connection is for all engines
     */
    boolean awaitWelcome() throws RoundAbandonedException, InterruptedException {
        for (RecipientEngine part : parts) {
            if (!part.awaitWelcome()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Announces to all that {@code COM_ATTACH} is about to be sent; blocks until it is welcome.
     *
     * @return false when workers are of no more use; then nothing was announced
     */
    boolean attaching() throws RoundAbandonedException, InterruptedException {
        while (awaitWelcome()) {
            if (isAnnounced()) {
                return true;
            }
        }
        return false;
    }

    /** Nobody is kept waiting for a worker that waits for another engine: their stages end in one thread. */
    private boolean isAnnounced() throws RoundAbandonedException {
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).attaching()) {
                parts.subList(0, i).forEach(RecipientEngine::attachRefused);
                return false;
            }
        }
        return true;
    }

    /** The donor accepted the announced worker. */
    EngineTasks attached(List<EngineLocator> locators) throws EngineException, MalformedMessageException {
        return EngineTasks.open(locators, index -> parts.get(index).attached(locators.get(index)));
    }

    /** As {@link RecipientEngine#attachFailed}. */
    void attachFailed() {
        parts.forEach(RecipientEngine::attachFailed);
    }

    /** As {@link RecipientEngine#attachRefused}. */
    void attachRefused() {
        parts.forEach(RecipientEngine::attachRefused);
    }

    /** Wakes every waiting task with an error: the round is over. */
    void abandonRound() {
        parts.forEach(RecipientEngine::abandonRound);
    }

    /** Whether every byte of every snapshot is here and durable. */
    boolean received() {
        return !parts.isEmpty() && parts.stream().allMatch(RecipientEngine::received);
    }

    /** The stage of the engine that is the furthest behind. */
    Stage stage() {
        return parts.stream().map(RecipientEngine::stage).min(Stage::compareTo).orElseThrow();
    }

    /** Bytes stored of one stage. */
    long storedBytes(Stage stage) {
        return parts.stream().mapToLong(part -> part.storedBytes(stage)).sum();
    }

    /** A number that differs whenever anything has arrived since. */
    long progressMark() {
        return parts.stream().mapToLong(RecipientEngine::progressMark).sum();
    }

    /** What page verification has seen. */
    VerifiedPages pages() {
        return parts.stream().map(RecipientEngine::pages).reduce(VerifiedPages.NONE, VerifiedPages::and);
    }

    /** Makes durable and records what is stored now. */
    void record() throws EngineException {
        for (RecipientEngine part : parts) {
            part.record();
        }
    }

    /** Completes the files of all engines, which are committed together. */
    ReceivedClone complete() throws EngineException {
        List<PlacedFile> files = new ArrayList<>();
        Set<Path> targets = new HashSet<>();
        List<Path> directories = new ArrayList<>();
        List<Path> schemas = new ArrayList<>();
        int dataFiles = 0;
        for (RecipientEngine part : parts) {
            ReceivedClone received = part.complete();
            for (PlacedFile file : received.files()) {
                if (!targets.add(file.target())) {
                    throw EngineException.violation("the donor sent " + file.target() + " by two storage engines");
                }
            }
            files.addAll(received.files());
            directories.addAll(received.directories());
            schemas.addAll(received.schemas());
            dataFiles += received.dataFiles();
        }
        for (Path schema : schemas) {
            if (targets.contains(schema)) {
                throw EngineException.violation("the donor sent " + schema + " as a file and as a schema");
            }
        }
        return new ReceivedClone(
                files,
                dataFiles,
                directories.stream().distinct().toList(),
                schemas.stream().distinct().toList());
    }

    @Override
    public void close() {
        known.forEach(RecipientEngine::close);
    }
}
