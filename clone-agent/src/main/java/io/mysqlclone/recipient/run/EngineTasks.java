package io.mysqlclone.recipient.run;

import io.mysqlclone.engine.DataSource;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.engine.RoundAbandonedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tasks of all engines on one data connection; used by one thread. */
final class EngineTasks implements Closeable {
    private final List<EngineLocator> locators;
    private final List<RecipientTask> tasks = new ArrayList<>();

    private EngineTasks(List<EngineLocator> locators) {
        this.locators = List.copyOf(locators);
    }

    /** Opens the task of the engine of an index. */
    interface Opening {
        RecipientTask open(int index) throws EngineException, MalformedMessageException;
    }

    /** Opens one for each locator, or none. */
    static EngineTasks open(List<EngineLocator> locators, Opening opening)
            throws EngineException, MalformedMessageException {
        var opened = new EngineTasks(locators);
        try {
            for (int index = 0; index < locators.size(); index++) {
                opened.tasks.add(opening.open(index));
            }
            return opened;
        } catch (EngineException | MalformedMessageException | RuntimeException e) {
            opened.closeAfter(e);
            throw e;
        }
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (EngineException e) {
            failure.addSuppressed(e);
        }
    }

    /** Blocks until {@code COM_EXECUTE} may be sent, as far as every engine is concerned. */
    void awaitReady() throws RoundAbandonedException, InterruptedException {
        for (RecipientTask task : tasks) {
            task.awaitReady();
        }
    }

    /**
     * Applies a descriptor by the engine of its locator.
     *
     * @param index of the locator
     * @return the descriptor to acknowledge to that engine's half at the donor, as {@link RecipientTask#apply}
     */
    Optional<ByteBuffer> apply(int engineType, int index, ByteBuffer descriptor, DataSource data)
            throws IOException, InterruptedException {
        if (index >= locators.size() || locators.get(index).engineType() != engineType) {
            throw EngineException.violation("the donor sends data of storage engine " + engineType + ", locator "
                    + index + ", which it did not announce");
        }
        return tasks.get(index).apply(descriptor, data);
    }

    /** The donor answered {@code COM_EXECUTE} with COMPLETE. */
    void complete() throws EngineException {
        for (RecipientTask task : tasks) {
            task.complete();
        }
    }

    /** Closes each, whatever becomes of the others. */
    @Override
    public void close() throws EngineException {
        Optional<EngineException> failure = Optional.empty();
        for (RecipientTask task : tasks) {
            try {
                task.close();
            } catch (EngineException e) {
                failure.ifPresentOrElse(first -> first.addSuppressed(e), () -> {});
                failure = failure.or(() -> Optional.of(e));
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
