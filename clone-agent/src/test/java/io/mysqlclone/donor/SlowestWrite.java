package io.mysqlclone.donor;

import io.mysqlclone.testbed.MysqlServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Writes to a table that go on during a clone, and how long one of them took at most. */
final class SlowestWrite implements AutoCloseable {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread;
    private volatile long longest;

    SlowestWrite(MysqlServer server) {
        thread = Thread.ofPlatform().start(() -> {
            for (int i = 0; !stopped.get(); i++) {
                long begin = System.nanoTime();
                server.execute("INSERT INTO d.words (b) VALUES ('more " + i + "')");
                longest = Math.max(longest, System.nanoTime() - begin);
            }
        });
    }

    Duration longest() {
        return Duration.ofNanos(longest);
    }

    @Override
    public void close() {
        stopped.set(true);
        TableLoad.ended(thread);
    }
}
