package io.mysqlclone.agent.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.Clones;
import io.mysqlclone.recipient.CloneEvent;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DisplayLoopTest {
    @Test
    void showsEveryEventInOrderAndTheProgressOnceMoreAtTheEnd() {
        var written = new ByteArrayOutputStream();
        var display = Display.text(Terminal.none(), new PrintStream(written, true, UTF_8), Clones.CLOCK);
        var told = new AtomicInteger();
        var loop = new DisplayLoop(display);
        loop.start(told::incrementAndGet);

        for (int i = 1; i <= 100; i++) {
            loop.on(new CloneEvent.ConcurrencyChanged(i));
        }
        loop.close();

        assertThat(written.toString(UTF_8).lines())
                .hasSize(100)
                .first()
                .asString()
                .contains("Now 1 data");
        assertThat(told).hasPositiveValue();
    }

    @Test
    void aBlockedOutputDoesNotBlockWhoeverReportsAnEvent() throws InterruptedException {
        var blocked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var out = new PrintStream(new OutputStream() {
            @Override
            public void write(int octet) {
                blocked.countDown();
                try {
                    release.await();
                } catch (InterruptedException told) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        var loop = new DisplayLoop(Display.json(out, Clones.CLOCK));
        loop.start(() -> {});
        loop.on(new CloneEvent.ConcurrencyChanged(1));
        blocked.await();

        for (int i = 0; i < 1000; i++) {
            loop.on(new CloneEvent.ConcurrencyChanged(i));
        }

        release.countDown();
        loop.close();
    }
}
