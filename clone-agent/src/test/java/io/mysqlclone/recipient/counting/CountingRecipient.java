package io.mysqlclone.recipient.counting;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.DataSource;
import io.mysqlclone.engine.DonorConfiguration;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.engine.ReceivedClone;
import io.mysqlclone.engine.RecipientEngine;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.engine.VerifiedPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One clone of numbers. Each is durable, and recorded, before the next is taken. */
final class CountingRecipient implements RecipientEngine {
    private final ClonePlace place;
    private final CountingEngine.Gate gate;
    private final StageListener listener;
    private final SortedSet<Integer> have = new TreeSet<>();
    private Optional<EngineLocator> locator = Optional.empty();
    private int count;
    private boolean complete;
    private boolean abandoned;

    CountingRecipient(ClonePlace place, CountingEngine.Gate gate, StageListener listener) {
        this.place = place;
        this.gate = gate;
        this.listener = listener;
    }

    @Override
    public synchronized boolean restore() throws EngineException {
        try {
            place.recorded().replay((type, payload) -> {
                switch (type) {
                    case CountingEngine.BEGIN -> {
                        locator = Optional.of(new EngineLocator(Counted.TYPE, Bytes.copyOf(payload)));
                        have.clear();
                    }
                    case CountingEngine.HAS -> have.add((int) payload.get());
                    case CountingEngine.COMPLETE -> complete = true;
                    default -> throw new IOException("a record of type " + type + " is not of numbers");
                }
            });
        } catch (IOException e) {
            throw CountingEngine.local(e);
        }
        return locator.isPresent();
    }

    @Override
    public void donor(DonorConfiguration configuration) {}

    @Override
    public synchronized void begin(EngineLocator given) throws EngineException {
        have.clear();
        complete = false;
        locator = Optional.of(given);
        record(CountingEngine.BEGIN, given.locator().buffer());
    }

    private void record(int type, ByteBuffer payload) throws EngineException {
        try {
            place.log().append(type, payload);
            place.log().force();
        } catch (IOException e) {
            throw CountingEngine.local(e);
        }
    }

    @Override
    public synchronized boolean hasBegun() {
        return locator.isPresent();
    }

    @Override
    public synchronized EngineLocator resumeLocator() {
        return Counted.locator(
                locator().locator().buffer().get(),
                have.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public void resume(EngineLocator answered) throws EngineException {
        if (!answered.equals(locator())) {
            throw EngineException.violation("the donor goes on with other numbers");
        }
    }

    @Override
    public synchronized RecipientTask openMaster(Consumer<Throwable> failed) {
        abandoned = false;
        listener.stageStarted(Stage.FILE_COPY, count * 4L, have.size() * 4L);
        return new Task();
    }

    @Override
    public synchronized EngineLocator locator() {
        return locator.orElseThrow();
    }

    @Override
    public synchronized boolean awaitWelcome() throws RoundAbandonedException {
        if (abandoned) {
            throw new RoundAbandonedException();
        }
        return !complete;
    }

    @Override
    public synchronized boolean attaching() throws RoundAbandonedException {
        return awaitWelcome() && gate.attaching();
    }

    @Override
    public RecipientTask attached(EngineLocator answered) throws EngineException {
        resume(answered);
        gate.settled();
        return new Task();
    }

    @Override
    public void attachFailed() {
        gate.settled();
    }

    @Override
    public void attachRefused() {
        gate.settled();
    }

    @Override
    public synchronized void abandonRound() {
        abandoned = true;
    }

    @Override
    public synchronized boolean received() {
        return complete;
    }

    @Override
    public synchronized Stage stage() {
        return complete ? Stage.FILE_SYNC : Stage.FILE_COPY;
    }

    @Override
    public synchronized long storedBytes(Stage stage) {
        return stage == Stage.FILE_COPY ? have.size() * 4L : 0;
    }

    @Override
    public synchronized long progressMark() {
        return have.size() * 2L + (complete ? 1 : 0);
    }

    @Override
    public VerifiedPages pages() {
        return VerifiedPages.NONE;
    }

    @Override
    public void record() {}

    @Override
    public ReceivedClone complete() throws EngineException {
        Path target = place.directory().root().resolve(CountingEngine.FILE);
        return new ReceivedClone(List.of(new PlacedFile(staged(), target)), 1, List.of());
    }

    private Path staged() throws EngineException {
        try {
            return place.staging().data(0);
        } catch (IOException e) {
            throw CountingEngine.local(e);
        }
    }

    private synchronized void store(int index, ByteBuffer number) throws EngineException {
        try (FileChannel file = FileChannel.open(staged(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(number, index * 4L);
            file.force(true);
        } catch (IOException e) {
            throw CountingEngine.local(e);
        }
        have.add(index);
        record(CountingEngine.HAS, ByteBuffer.wrap(new byte[] {(byte) index}));
        listener.stored(Stage.FILE_COPY, 4);
    }

    private synchronized void end() throws EngineException {
        if (have.size() != count && count > 0) {
            throw EngineException.violation("the donor sent " + have.size() + " of " + count + " numbers");
        }
        complete = true;
        record(CountingEngine.COMPLETE, ByteBuffer.allocate(0));
        listener.stageCompleted(Stage.FILE_COPY);
    }

    @Override
    public void close() {}

    private final class Task implements RecipientTask {
        @Override
        public void awaitReady() {}

        @Override
        public Optional<ByteBuffer> apply(ByteBuffer descriptor, DataSource data)
                throws IOException, InterruptedException {
            int argument = Counted.argument(descriptor);
            return switch (Counted.kind(descriptor)) {
                case START -> {
                    synchronized (CountingRecipient.this) {
                        count = argument;
                    }
                    yield Optional.empty();
                }
                case NUMBER -> {
                    ByteBuffer number = ByteBuffer.allocate(4);
                    data.read(number);
                    store(argument, number.flip());
                    yield Optional.empty();
                }
                case END -> {
                    end();
                    yield Optional.of(ByteBuffer.wrap(Counted.END.of(argument)));
                }
            };
        }

        @Override
        public void complete() {}

        @Override
        public void close() {}
    }
}
