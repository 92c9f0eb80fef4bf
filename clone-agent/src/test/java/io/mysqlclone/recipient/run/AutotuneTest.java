package io.mysqlclone.recipient.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class AutotuneTest {
    private static final Autotune.Patience PATIENCE = Autotune.Patience.IDLE_DONOR;

    private final Autotune autotune = new Autotune(PATIENCE);

    @Test
    void leavesAShortCloneWithOneConnection() {
        for (int second = 1; second < PATIENCE.samples(); second++) {
            assertThat(autotune.next(1, 100e6)).isEqualTo(1);
        }
    }

    @Test
    void addsConnectionsWhileTheyPay() {
        assertThat(settlesAt(connections -> 100e6 * connections)).isEqualTo(Autotune.MAX_CONNECTIONS);
    }

    @Test
    void goesBackToTheNumberThatSaturatedTheDonor() {
        assertThat(settlesAt(connections -> 100e6 * Math.min(connections, 4))).isEqualTo(4);
    }

    @Test
    void goesBackToOneWhenASecondConnectionBringsNothing() {
        assertThat(settlesAt(connections -> 100e6)).isEqualTo(1);
    }

    @Test
    void goesBackWhenTwiceTheConnectionsBringALittleMore() {
        assertThat(settlesAt(connections -> 100e6 * (1 + Math.log(connections) / 5)))
                .isEqualTo(1);
    }

    @Test
    void triesNoMoreOnceItHasSettled() {
        int settled = settlesAt(connections -> 100e6);
        for (int second = 0; second < 20; second++) {
            assertThat(autotune.next(settled, 1e12)).isEqualTo(settled);
        }
    }

    @Test
    void looksSoonerWhereTheDonorWorksForEachConnection() {
        assertThat(Autotune.Patience.BUSY_DONOR.samples()).isLessThan(Autotune.Patience.IDLE_DONOR.samples());
    }

    /** The rate of fewer connections than wished says nothing about the wish. */
    @Test
    void waitsUntilItsConnectionsAreThere() {
        assertThat(afterAWindow(1, 100e6)).isEqualTo(2);
        for (int second = 0; second < 20; second++) {
            assertThat(autotune.next(1, 100e6)).isEqualTo(2);
        }
        assertThat(afterAWindow(2, 200e6)).isEqualTo(4);
    }

    private int afterAWindow(int connections, double rate) {
        int samples = connections == 1 ? PATIENCE.samples() : Autotune.SAMPLES_OF_MORE;
        for (int second = 1; second < samples; second++) {
            assertThat(autotune.next(connections, rate)).isEqualTo(connections);
        }
        return autotune.next(connections, rate);
    }

    private int settlesAt(IntToDoubleFunction rate) {
        int connections = 1;
        for (int second = 0; second < 60; second++) {
            connections = autotune.next(connections, rate.applyAsDouble(connections));
        }
        return connections;
    }
}
