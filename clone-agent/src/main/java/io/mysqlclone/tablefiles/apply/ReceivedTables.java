package io.mysqlclone.tablefiles.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.tablefiles.SchemaName;
import io.mysqlclone.tablefiles.TableDescriptor;
import io.mysqlclone.tablefiles.TableFile;
import io.mysqlclone.tablefiles.TableLocator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far the tables of a clone have come, and what the donor may say next. Thread safe: one thread receives, others ask how far
 * it is.
 */
final class ReceivedTables {
    private Optional<TableLocator> locator = Optional.empty();
    private Optional<TableDescriptor.Start> start = Optional.empty();
    private final Set<SchemaName> schemas = new LinkedHashSet<>();
    private final List<TableDescriptor.File> files = new ArrayList<>();
    private final Set<TableFile> names = new HashSet<>();
    /** Of the files before the one that the locator is at. */
    private long bytesBefore;

    private long announced;
    private boolean complete;

    /** A clone begins; whatever was before is of another one. */
    synchronized void begin(TableLocator name) {
        locator = Optional.of(name.at(0, 0));
        start = Optional.empty();
        schemas.clear();
        files.clear();
        names.clear();
        bytesBefore = 0;
        announced = 0;
        complete = false;
    }

    synchronized Optional<TableLocator> locator() {
        return locator;
    }

    /** Where the next byte goes. */
    synchronized TableLocator place() {
        return locator.orElseThrow(() -> new IllegalStateException("no clone has begun"));
    }

    /** Bytes that are here. */
    synchronized long bytes() {
        return bytesBefore + locator.map(TableLocator::offset).orElse(0L);
    }

    synchronized boolean isComplete() {
        return complete;
    }

    synchronized List<TableDescriptor.File> files() {
        return List.copyOf(files);
    }

    synchronized List<SchemaName> schemas() {
        return List.copyOf(schemas);
    }

    /**
     * What the donor says in each round.
     *
     * @return whether it says it for the first time
     * @throws EngineException DONOR_VIOLATION when it said another thing before
     */
    synchronized boolean start(TableDescriptor.Start said) throws EngineException {
        if (start.isPresent() && !start.get().equals(said)) {
            throw others();
        }
        boolean first = start.isEmpty();
        start = Optional.of(said);
        return first;
    }

    private static EngineException others() {
        return EngineException.violation("the donor goes on with other tables than it began with");
    }

    /** As {@link #start}. */
    synchronized boolean name(TableDescriptor.Schema said) throws EngineException {
        int all = start.map(TableDescriptor.Start::schemas).orElse(0);
        if (!schemas.contains(said.name()) && schemas.size() >= all) {
            throw EngineException.violation("the donor names more than the " + all + " schemas that it announced");
        }
        return schemas.add(said.name());
    }

    /**
     * The donor names a file, perhaps one that it has named in an earlier round.
     *
     * @return whether it does for the first time
     */
    synchronized boolean name(TableDescriptor.File said) throws EngineException {
        if (said.index() < files.size()) {
            if (!files.get(said.index()).equals(said)) {
                throw others();
            }
            return false;
        }
        TableDescriptor.Start all =
                start.orElseThrow(() -> EngineException.violation("the donor names a file that was not announced"));
        boolean follows = said.index() == files.size() && said.index() < all.files();
        if (!follows || said.length() > all.bytes() - announced) {
            throw EngineException.violation("the donor's file " + said.name() + " (" + said.index() + ", "
                    + said.length() + " bytes) does not follow the one before it, or was not announced");
        }
        if (schemas.size() != all.schemas() || !schemas.contains(said.name().schema())) {
            throw EngineException.violation(
                    "the donor's file " + said.name() + " is of a schema that it has not named");
        }
        if (!names.add(said.name())) {
            throw EngineException.violation("the donor sends the file " + said.name() + " twice");
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
        TableLocator now = place();
        if (index == now.file()) {
            return;
        }
        requireWhole(now);
        if (index != now.file() + 1) {
            throw EngineException.violation(
                    "the donor goes from the file " + now.file() + " of tables to the file " + index);
        }
        bytesBefore += files.get(now.file()).length();
        locator = Optional.of(now.at(index, 0));
    }

    private void requireWhole(TableLocator now) throws EngineException {
        if (now.file() < files.size() && now.offset() != files.get(now.file()).length()) {
            throw EngineException.violation("the donor sent " + now.offset() + " of the "
                    + files.get(now.file()).length() + " bytes of the file "
                    + files.get(now.file()).name());
        }
    }

    /** Takes over where all before is durable, of files that were named. */
    synchronized void at(int file, long offset) throws EngineException {
        if (file > files.size()) {
            throw EngineException.violation("the journal is at a file of tables that it has not named");
        }
        bytesBefore = files.stream()
                .limit(file)
                .mapToLong(TableDescriptor.File::length)
                .sum();
        locator = Optional.of(place().at(file, offset));
    }

    /** @throws EngineException DONOR_VIOLATION when it is not what comes next of the last file */
    synchronized void requireNext(TableDescriptor.Block block) throws EngineException {
        long here = locator.map(TableLocator::offset).orElse(0L);
        boolean inFile = !files.isEmpty()
                && place().file() < files.size()
                && block.offset() == here
                && block.length() <= files.get(place().file()).length() - here;
        if (!inFile) {
            throw EngineException.violation("the donor sends bytes " + block.offset() + "+" + block.length()
                    + " of a file of which " + here + " are here");
        }
    }

    /** A block is stored. */
    synchronized void stored(TableDescriptor.Block block) {
        locator = Optional.of(place().at(place().file(), block.offset() + block.length()));
    }

    /** @throws EngineException DONOR_VIOLATION when anything that was announced is not here */
    synchronized void requireAll() throws EngineException {
        TableDescriptor.Start all = start.orElseThrow(
                () -> EngineException.violation("the donor ends before it has said which tables there are"));
        boolean last = all.files() == 0 || place().file() == all.files() - 1;
        if (files.size() != all.files() || schemas.size() != all.schemas() || !last) {
            throw EngineException.violation("the donor ends after " + schemas.size() + " schemas of " + all.schemas()
                    + " and the file " + place().file() + " of " + all.files());
        }
        requireWhole(place());
    }

    synchronized void complete() {
        complete = true;
    }
}
