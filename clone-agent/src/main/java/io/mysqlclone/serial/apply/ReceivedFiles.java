package io.mysqlclone.serial.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.SerialKind;
import io.mysqlclone.serial.SerialLocator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far the files of a clone have come, and what the donor may say next. Thread safe: one thread receives, others ask how far
 * it is.
 */
final class ReceivedFiles {
    private final SerialKind kind;
    private Optional<SerialLocator> locator = Optional.empty();
    private Optional<SerialDescriptor.Start> start = Optional.empty();
    private final Set<String> directories = new LinkedHashSet<>();
    private final List<SerialDescriptor.File> files = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    /** Of the files before the one that the locator is at. */
    private long bytesBefore;

    private long announced;
    private boolean complete;

    ReceivedFiles(SerialKind kind) {
        this.kind = kind;
    }

    /** A clone begins; whatever was before is of another one. */
    synchronized void begin(SerialLocator name) {
        locator = Optional.of(name.at(0, 0));
        start = Optional.empty();
        directories.clear();
        files.clear();
        names.clear();
        bytesBefore = 0;
        announced = 0;
        complete = false;
    }

    synchronized Optional<SerialLocator> locator() {
        return locator;
    }

    /** Where the next byte goes. */
    synchronized SerialLocator place() {
        return locator.orElseThrow(() -> new IllegalStateException("no clone has begun"));
    }

    /** Bytes that are here. */
    synchronized long bytes() {
        return bytesBefore + locator.map(SerialLocator::offset).orElse(0L);
    }

    synchronized boolean isComplete() {
        return complete;
    }

    synchronized List<SerialDescriptor.File> files() {
        return List.copyOf(files);
    }

    synchronized List<String> directories() {
        return List.copyOf(directories);
    }

    /**
     * What the donor says in each round.
     *
     * @return whether it says it for the first time
     * @throws EngineException DONOR_VIOLATION when it said another thing before
     */
    synchronized boolean start(SerialDescriptor.Start said) throws EngineException {
        if (start.isPresent() && !start.get().equals(said)) {
            throw others();
        }
        boolean first = start.isEmpty();
        start = Optional.of(said);
        return first;
    }

    private EngineException others() {
        return EngineException.violation("the donor goes on with other " + kind.content() + " than it began with");
    }

    /** As {@link #start}. */
    synchronized boolean name(SerialDescriptor.Directory said) throws EngineException {
        int all = start.map(SerialDescriptor.Start::directories).orElse(0);
        if (!directories.contains(said.name()) && directories.size() >= all) {
            throw EngineException.violation("the donor names the " + kind.directory() + " " + said.name()
                    + " besides the " + all + " that it announced");
        }
        return directories.add(said.name());
    }

    /**
     * The donor names a file, perhaps one that it has named in an earlier round.
     *
     * @return whether it does for the first time
     */
    synchronized boolean name(SerialDescriptor.File said) throws EngineException {
        if (said.index() < files.size()) {
            if (!files.get(said.index()).equals(said)) {
                throw others();
            }
            return false;
        }
        SerialDescriptor.Start all = start.orElseThrow(() -> EngineException.violation(
                "the donor names the " + kind.file() + " " + said.name() + ", which was not announced"));
        boolean follows = said.index() == files.size()
                && said.index() < all.files()
                && said.length() <= all.bytes() - announced
                && (files.isEmpty() || kind.mayFollow(files.getLast().name(), said.name()));
        if (!follows) {
            throw EngineException.violation("the donor's " + kind.file() + " " + said.name() + " (" + said.index()
                    + ", " + said.length() + " bytes) does not follow the one before it, or was not announced");
        }
        boolean placed = said.directory().map(directories::contains).orElse(true);
        if (directories.size() != all.directories() || !placed) {
            throw EngineException.violation("the donor's " + kind.file() + " " + said.name() + " is of a "
                    + kind.directory() + " that it has not named");
        }
        if (!names.add(said.name())) {
            throw EngineException.violation("the donor sends the " + kind.file() + " " + said.name() + " twice");
        }
        files.add(said);
        announced += said.length();
        return true;
    }

    /**
     * The donor goes on to a file that it has named.
     *
     * @throws EngineException DONOR_VIOLATION when it may not, as the one before is not here wholly
     */
    synchronized void enter(int index) throws EngineException {
        SerialLocator now = place();
        if (index == now.file()) {
            return;
        }
        requireWhole(now);
        if (index != now.file() + 1) {
            throw EngineException.violation("the donor goes from the " + kind.file() + " " + now.file() + " to the "
                    + kind.file() + " " + index);
        }
        bytesBefore += files.get(now.file()).length();
        locator = Optional.of(now.at(index, 0));
    }

    private void requireWhole(SerialLocator now) throws EngineException {
        if (now.file() < files.size() && now.offset() != files.get(now.file()).length()) {
            throw EngineException.violation("the donor sent " + now.offset() + " of the "
                    + files.get(now.file()).length() + " bytes of the " + called(now.file()));
        }
    }

    /** One of the files that were named, as a sentence has it behind an article. */
    synchronized String called(int file) {
        return kind.file() + " " + files.get(file).name();
    }

    /** Takes over where all before is durable, of files that were named. */
    synchronized void at(int file, long offset) throws EngineException {
        if (file > files.size()) {
            throw EngineException.violation("the journal is at a " + kind.file() + " that it has not named");
        }
        bytesBefore = files.stream()
                .limit(file)
                .mapToLong(SerialDescriptor.File::length)
                .sum();
        locator = Optional.of(place().at(file, offset));
    }

    /** @throws EngineException DONOR_VIOLATION when it is not what comes next of the last file */
    synchronized void requireNext(SerialDescriptor.Block block) throws EngineException {
        long here = locator.map(SerialLocator::offset).orElse(0L);
        boolean inFile = !files.isEmpty()
                && place().file() < files.size()
                && block.offset() == here
                && block.length() <= files.get(place().file()).length() - here;
        if (!inFile) {
            throw EngineException.violation("the donor sends bytes " + block.offset() + "+" + block.length() + " of a "
                    + kind.file() + " of which " + here + " are here");
        }
    }

    /** A block is stored. */
    synchronized void stored(SerialDescriptor.Block block) {
        locator = Optional.of(place().at(place().file(), block.offset() + block.length()));
    }

    /** @throws EngineException DONOR_VIOLATION when anything that was announced is not here */
    synchronized void requireAll() throws EngineException {
        SerialDescriptor.Start all = start.orElseThrow(() ->
                EngineException.violation("the donor ends before it has said which " + kind.content() + " there are"));
        if (directories.size() != all.directories()) {
            throw EngineException.violation("the donor ends before it has named each " + kind.directory() + " ("
                    + directories.size() + " of " + all.directories() + ")");
        }
        int reached = Math.min(files.size(), place().file() + 1);
        if (reached != all.files()) {
            throw EngineException.violation("the donor ends before it has sent each " + kind.file() + " (" + reached
                    + " of " + all.files() + ")");
        }
        requireWhole(place());
    }

    synchronized void complete() {
        complete = true;
    }
}
