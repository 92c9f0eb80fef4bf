package io.mysqlclone.innodb.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mysqlclone.engine.EngineException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class WriteBehindTest {
    @AutoClose
    private final WriteBehind behind = new WriteBehind();

    private final List<Integer> done = new CopyOnWriteArrayList<>();

    @Test
    void doesEverythingInTurnWhileItsUserGoesOn() throws Exception {
        var gate = new CountDownLatch(1);
        behind.then(() -> await(gate));
        IntStream.range(0, 100).forEach(step -> behind.then(() -> done.add(step)));
        assertThat(done).isEmpty();
        gate.countDown();
        behind.await();
        assertThat(done)
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void tellsWhatFailedAndDoesNoMoreButClose() {
        behind.then(() -> {
            throw new EngineException(EngineException.Kind.LOCAL_IO, "the disk is full", Optional.of("empty it"), null);
        });
        behind.then(() -> done.add(1));
        behind.always(() -> done.add(2));
        for (int time = 0; time < 2; time++) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(behind::await)
                    .satisfies(told -> {
                        assertThat(told.kind()).isEqualTo(EngineException.Kind.LOCAL_IO);
                        assertThat(told.problem()).isEqualTo("the disk is full");
                        assertThat(told.hint()).contains("empty it");
                    });
        }
        assertThat(done).containsExactly(2);
    }

    @Test
    void tellsWhatFailedWhenItWasClosed() {
        behind.always(() -> {
            throw new EngineException(EngineException.Kind.LOCAL_IO, "written too late");
        });
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(behind::await)
                .withMessage("written too late");
    }

    @Test
    void aMistakeInTheProgramStaysOne() {
        behind.then(() -> {
            throw new IllegalStateException("a bug");
        });
        assertThatIllegalStateException().isThrownBy(behind::await).withMessage("a bug");
    }

    @Test
    void endsWhenAllIsDone() {
        var closed = new WriteBehind();
        closed.then(() -> done.add(1));
        closed.close();
        assertThat(done).containsExactly(1);
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
