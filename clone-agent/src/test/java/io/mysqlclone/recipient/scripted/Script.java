package io.mysqlclone.recipient.scripted;

import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.descriptor.TaskDescriptor;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.protocol.ResponseDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What a donor does in each situation. A new script tells the truth; a lie changes one of its lists. Until clone mode the
 * truth is what the product's own server says, and its lists are empty.
 *
 * <p>All lists are public and open: the script is a piece of paper, its reader is {@link ScriptedDonor}.
 */
public final class Script {
    /** Ids that the donor gives the clone. */
    public static final InnodbLocator LOCATOR = new InnodbLocator(41, 42, 0, SnapshotState.INIT, 0);

    /** What the truth is a snapshot of. */
    static final String VERSION = "9.7.4";

    /** What the true greeting says its version is. */
    public String version = VERSION;

    /** Upon the connect, instead of the true greeting; nobody gets past it. */
    public final List<Step> greeting = new ArrayList<>();

    /** Upon the login, instead of what lets the recipient in; nobody gets past it. */
    public final List<Step> login = new ArrayList<>();

    /** Upon COM_CLONE. */
    public final List<Step> enter = new ArrayList<>();

    /** Upon a query, instead of the server's UUID. */
    public final List<Step> query = new ArrayList<>();

    public final List<Step> init = new ArrayList<>();
    public final List<Step> attach = new ArrayList<>();
    public final List<Step> reinit = new ArrayList<>();
    public final List<Step> ack = new ArrayList<>();
    public final List<Step> exit = new ArrayList<>();

    /** Upon the master's COM_EXECUTE. */
    public final List<Step> master = new ArrayList<>();

    /** Upon the master's COM_EXECUTE after COM_REINIT; when there is nothing in it, as upon the one after COM_INIT. */
    public final List<Step> resumed = new ArrayList<>();

    /** Upon a worker's COM_EXECUTE. */
    public final List<Step> worker = new ArrayList<>();

    /** How it goes on with a clone that was cut off; when empty, {@link #reinit} is all that it says. */
    public Optional<Resumption> resumption = Optional.empty();

    private Script() {}

    /** The truth, told on one data connection. */
    public static Script ofOneTask() {
        return new Script(false);
    }

    /** The truth, told on two. */
    public static Script ofTwoTasks() {
        return new Script(true);
    }

    private Script(boolean twoTasks) {
        this();
        enter.add(new Step.Packet(ClassicPackets.ok()));
        init.add(new Step.Packet(Responses.strings(ResponseDecoder.PLUGIN_V2, "clone", "mysql_clone.so")));
        init.add(new Step.Packet(Responses.strings(ResponseDecoder.COLLATION, "utf8mb4_0900_ai_ci")));
        CONFIGURATION.forEach((name, value) -> init.add(new Step.Packet(Responses.config(name, value))));
        init.add(new Step.Packet(Responses.strings(
                ResponseDecoder.CONFIG_V4, "json_configs", "{\"version\":\"9.7.4\",\"maturity\":\"LTS\"}")));
        init.add(new Step.Packet(Responses.locators(ProtocolVersion.V4, LOCATOR.toEngineLocator())));
        init.add(new Step.Packet(Responses.complete()));
        attach.add(new Step.Packet(Responses.locators(ProtocolVersion.V4, at(SnapshotState.FILE_COPY))));
        attach.add(new Step.Packet(Responses.complete()));
        reinit.add(new Step.Close());
        ack.add(new Step.Packet(Responses.complete()));
        exit.add(new Step.Packet(Responses.complete()));
        tellMaster(twoTasks);
        tellWorker();
    }

    private static final Map<String, String> CONFIGURATION = Map.of(
            "version", "9.7.4",
            "version_compile_machine", machine(),
            "version_compile_os", System.getProperty("os.name"),
            "innodb_page_size", Integer.toString(TrueSnapshot.PAGE));

    private static String machine() {
        String arch = System.getProperty("os.arch");
        return arch.equals("amd64") ? "x86_64" : arch;
    }

    /** The clone's locator when the donor is in {@code state}. */
    public static EngineLocator at(SnapshotState state) {
        return new InnodbLocator(LOCATOR.cloneId(), LOCATOR.snapshotId(), 0, state, 0).toEngineLocator();
    }

    private void tellMaster(boolean twoTasks) {
        List<TrueSnapshot.File> files = TrueSnapshot.files();
        long bytes = files.stream().mapToLong(file -> file.content().length()).sum();
        describe(master, new TaskDescriptor(0, 0, 0));
        end(master, SnapshotState.INIT, 0, 0);
        start(master, SnapshotState.FILE_COPY, files.size(), files.size(), bytes);
        files.forEach(file -> describe(master, file.descriptor()));
        if (twoTasks) {
            master.add(new Step.AwaitWorker());
        }
        files.stream().filter(file -> !(twoTasks && isWorkers(file))).forEach(file -> copy(master, file));
        end(master, SnapshotState.FILE_COPY, files.size(), files.size());
        start(master, SnapshotState.PAGE_COPY, 1, 3, 3L * TrueSnapshot.PAGE);
        page(master, 1, files.get(TrueSnapshot.BIG_TABLE), 0);
        page(master, 2, files.get(TrueSnapshot.BIG_TABLE), 2);
        page(master, 3, files.get(TrueSnapshot.SMALL_TABLE), 1);
        end(master, SnapshotState.PAGE_COPY, 1, 3);
        start(master, SnapshotState.REDO_COPY, 4, 2, 2L * TrueSnapshot.REDO_SIZE);
        tellRedo();
        end(master, SnapshotState.REDO_COPY, 4, 2);
        start(master, SnapshotState.DONE, 0, 0, 0);
        master.add(new Step.Packet(Responses.complete()));
    }

    private void tellRedo() {
        byte[] first = TrueSnapshot.redoContent(0);
        byte[] second = TrueSnapshot.redoContent(1);
        int trailer = second.length - 512;
        describe(master, TrueSnapshot.redo(0));
        describe(master, TrueSnapshot.redo(1));
        redo(1, 0, Arrays.copyOfRange(first, 2048, first.length), 2048, first.length);
        redo(2, 1, Arrays.copyOf(second, trailer), 0, trailer);
        redo(3, 0, Arrays.copyOf(first, 2048), 0, first.length);
        redo(4, 1, Arrays.copyOfRange(second, trailer, second.length), trailer, trailer);
    }

    private void tellWorker() {
        List<TrueSnapshot.File> files = TrueSnapshot.files();
        describe(worker, new TaskDescriptor(1, 0, 0));
        files.stream().filter(Script::isWorkers).forEach(file -> copy(worker, file));
        end(worker, SnapshotState.FILE_COPY, files.size(), files.size());
        start(worker, SnapshotState.PAGE_COPY, 1, 3, 0);
        end(worker, SnapshotState.PAGE_COPY, 1, 3);
        start(worker, SnapshotState.REDO_COPY, 4, 2, 0);
        end(worker, SnapshotState.REDO_COPY, 4, 2);
        start(worker, SnapshotState.DONE, 0, 0, 0);
        worker.add(new Step.Packet(Responses.complete()));
    }

    private static boolean isWorkers(TrueSnapshot.File file) {
        return file.descriptor().fileIndex() % 2 == 0;
    }

    private static void describe(List<Step> steps, Descriptor descriptor) {
        steps.add(new Step.Describe(descriptor));
    }

    private static void start(List<Step> steps, SnapshotState state, int chunks, int files, long estimate) {
        describe(steps, new StateDescriptor(state, 0, chunks, files, estimate, estimate, StateDescriptor.START));
    }

    private static void end(List<Step> steps, SnapshotState state, int chunks, int files) {
        describe(steps, new StateDescriptor(state, 0, chunks, files, 0, 0, 0));
        steps.add(new Step.AwaitAck(state));
    }

    private static void copy(List<Step> steps, TrueSnapshot.File file) {
        byte[] content = file.content().toArray();
        for (int at = 0; at < content.length; at += TrueSnapshot.BLOCK) {
            byte[] block = Arrays.copyOfRange(content, at, Math.min(content.length, at + TrueSnapshot.BLOCK));
            data(
                    steps,
                    new DataDescriptor(
                            SnapshotState.FILE_COPY,
                            0,
                            file.descriptor().firstChunk(),
                            at / TrueSnapshot.BLOCK + 1,
                            file.descriptor().fileIndex(),
                            block.length,
                            at,
                            content.length),
                    block);
        }
    }

    private static void page(List<Step> steps, int block, TrueSnapshot.File file, int number) {
        FileDescriptor descriptor = file.descriptor();
        byte[] page = TrueSnapshot.page(descriptor.spaceId(), descriptor.fspFlags(), number, 2);
        data(
                steps,
                new DataDescriptor(
                        SnapshotState.PAGE_COPY,
                        0,
                        1,
                        block,
                        descriptor.fileIndex(),
                        page.length,
                        (long) number * page.length,
                        file.content().length()),
                page);
    }

    private void redo(int chunk, int file, byte[] bytes, long offset, long end) {
        data(master, new DataDescriptor(SnapshotState.REDO_COPY, 0, chunk, 1, file, bytes.length, offset, end), bytes);
    }

    private static void data(List<Step> steps, DataDescriptor descriptor, byte[] bytes) {
        describe(steps, descriptor);
        steps.add(new Step.Data(bytes));
    }

    /** Gives a configuration another value, or takes it away. */
    public void configure(String name, String... value) {
        String truth = Objects.requireNonNull(CONFIGURATION.get(name), name);
        int at = init.indexOf(new Step.Packet(Responses.config(name, truth)));
        if (value.length == 0) {
            init.remove(at);
        } else {
            init.set(at, new Step.Packet(Responses.config(name, value[0])));
        }
    }

    /** Position in {@link #master} of the {@code nth} (from 0) step that {@code wanted} likes. */
    public int find(Predicate<Descriptor> wanted, int nth) {
        int seen = 0;
        for (int at = 0; at < master.size(); at++) {
            if (master.get(at) instanceof Step.Describe(var descriptor) && wanted.test(descriptor) && seen++ == nth) {
                return at;
            }
        }
        throw new IllegalArgumentException("the script has no such step");
    }

    public int start(SnapshotState state) {
        return find(d -> d instanceof StateDescriptor s && s.isStart() && s.state() == state, 0);
    }

    public int end(SnapshotState state) {
        return find(d -> d instanceof StateDescriptor s && s.isEnd() && s.state() == state, 0);
    }

    public int file(int index) {
        return find(d -> d instanceof FileDescriptor f && !f.isRedo() && f.fileIndex() == index, 0);
    }

    public int redoFile(int index) {
        return find(d -> d instanceof FileDescriptor f && f.isRedo() && f.fileIndex() == index, 0);
    }

    /** The {@code nth} DATA of a state; the bytes follow in the next step. */
    public int data(SnapshotState state, int nth) {
        return find(d -> d instanceof DataDescriptor data && data.state() == state, nth);
    }

    /** Changes the descriptor at a position of {@link #master}. */
    public <T extends Descriptor> void edit(int at, Class<T> type, UnaryOperator<T> change) {
        Step.Describe step = (Step.Describe) master.get(at);
        master.set(at, new Step.Describe(change.apply(type.cast(step.descriptor()))));
    }

    /** Writes other bytes over the encoded descriptor at a position of {@link #master}. */
    public void patch(int at, int offset, byte... bytes) {
        byte[] encoded = ((Step.Describe) master.get(at)).descriptor().encode().toArray();
        System.arraycopy(bytes, 0, encoded, offset, bytes.length);
        master.set(at, new Step.Packet(Responses.descriptor(encoded)));
    }

    /** Takes the DATA at a position of {@link #master} away, with its bytes. */
    public void removeData(int at) {
        master.remove(at);
        master.remove(at);
    }

    /** Changes the bytes that follow the DATA at a position of {@link #master}. */
    public void editBytes(int at, UnaryOperator<byte[]> change) {
        Step.Data step = (Step.Data) master.get(at + 1);
        master.set(at + 1, new Step.Data(change.apply(step.bytes().toArray())));
    }
}
