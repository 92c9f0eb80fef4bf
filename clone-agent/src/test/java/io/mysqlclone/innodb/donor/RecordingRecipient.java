package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.descriptor.TaskDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Takes a clone with some tasks, keeps what each is sent, and acknowledges as a recipient does. */
final class RecordingRecipient {
    private final DonorSnapshot snapshot;
    private final int tasks;
    private final boolean resumes;
    private final List<List<Descriptor>> said = new ArrayList<>();
    private final Map<SnapshotState, Integer> ends = new EnumMap<>(SnapshotState.class);
    /** Workers are there before the first stage with data is over. */
    private final CountDownLatch attached;

    RecordingRecipient(DonorSnapshot snapshot, int tasks, boolean resumes) {
        this.resumes = resumes;
        this.snapshot = snapshot;
        this.tasks = tasks;
        this.attached = new CountDownLatch(tasks - 1);
        for (int i = 0; i < tasks; i++) {
            said.add(new ArrayList<>());
        }
    }

    void run() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            DonorTask master = snapshot.openMaster();
            running.add(threads.submit(() -> copy(master)));
            for (int i = 1; i < tasks; i++) {
                running.add(threads.submit(() -> {
                    DonorTask worker = snapshot.openWorker();
                    attached.countDown();
                    return copy(worker);
                }));
            }
            for (Future<?> each : running) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    snapshot.close();
                    throw e;
                }
            }
        }
    }

    private Void copy(DonorTask task) throws Exception {
        try (task) {
            task.copy(new Sink(task.index()));
        }
        return null;
    }

    List<Descriptor> said(int task) {
        return said.get(task);
    }

    List<Descriptor> all() {
        return said.stream().flatMap(List::stream).toList();
    }

    private synchronized boolean isLastToEnd(SnapshotState state) {
        int expected = state == SnapshotState.INIT ? 1 : tasks;
        return ends.merge(state, 1, Integer::sum) == expected;
    }

    /** Not while a stage ends, and so before the first stage with data has begun to. */
    private boolean workersMayCome(Descriptor descriptor) {
        return resumes
                ? descriptor instanceof TaskDescriptor
                : descriptor instanceof StateDescriptor state
                        && state.isStart()
                        && state.state() == SnapshotState.FILE_COPY;
    }

    private final class Sink implements DonorSink {
        private final int task;

        Sink(int task) {
            this.task = task;
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public void descriptor(ByteBuffer bytes) throws IOException, InterruptedException {
            Descriptor descriptor = DescriptorDecoder.decode(bytes);
            if (descriptor instanceof StateDescriptor state && state.isKeepAlive()) {
                return;
            }
            said.get(task).add(descriptor);
            if (task == 0 && workersMayCome(descriptor)) {
                attached.await();
            }
            if (descriptor instanceof StateDescriptor state && state.isEnd()) {
                if (isLastToEnd(state.state())) {
                    snapshot.acknowledge(state.acknowledgement().encode().buffer());
                }
            }
        }

        @Override
        public void data(FileChannel file, long offset, int length) {
            // The descriptor says what it is.
        }

        @Override
        public void data(ByteBuffer bytes) {
            // As above.
        }
    }
}
