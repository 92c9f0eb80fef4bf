package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.Records;
import io.mysqlclone.storage.journal.EngineRecords;
import io.mysqlclone.storage.journal.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What each engine of a clone has of its target: its part of the staging area and of the journal. The first engine has these
 * as they were before there were others.
 */
public final class EnginePlaces {
    /** The engines of the clone that begins, in the order of their locators: a byte for each. */
    static final int ENGINES = 2;

    private final CloneTarget target;
    private final Journal journal;

    /** Parts of {@code target}, which is claimed, and of its open journal. */
    public EnginePlaces(CloneTarget target, Journal journal) {
        this.target = target;
        this.journal = journal;
    }

    /** What the first engine of the set has. */
    public ClonePlace first() {
        return new ClonePlace(target.directory(), target.staging(), journal, recorded(target.journalFile()));
    }

    /** What another engine has. */
    public ClonePlace of(int engineType) throws IOException {
        return new ClonePlace(
                target.directory(),
                target.staging().forEngine(engineType),
                new EngineRecords(journal, engineType),
                recorded(target.journalFile(), engineType));
    }

    /** What the first engine has recorded in a journal. */
    public static Records recorded(Path journal) {
        return visitor -> Journal.replay(journal, visitor::visit);
    }

    /** What another engine has recorded in a journal. */
    public static Records recorded(Path journal, int engineType) {
        return EngineRecords.in(journal, engineType);
    }

    /** Records, durably, which engines take part in the clone that is about to begin. */
    public void noteEngines(List<Integer> types) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(types.size());
        types.forEach(type -> payload.put(type.byteValue()));
        journal.append(ENGINES, payload.flip());
        journal.force();
    }

    /** The engines of the clone that began last; none when nobody said so, and it is one of the first engine. */
    public List<Integer> notedEngines() throws IOException {
        List<Integer> types = new ArrayList<>();
        Journal.replay(target.journalFile(), (type, payload) -> {
            if (type == ENGINES) {
                types.clear();
                while (payload.hasRemaining()) {
                    types.add(Byte.toUnsignedInt(payload.get()));
                }
            }
        });
        return types;
    }
}
