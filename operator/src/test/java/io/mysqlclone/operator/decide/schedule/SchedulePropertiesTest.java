package io.mysqlclone.operator.decide.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Step;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * What a schedule promises, whatever happens between any two steps: {@link ScheduleWorld} refuses two copies at one time, a second
 * one for the same time, and the deletion of the newest complete one.
 */
final class SchedulePropertiesTest {

    enum Happening {
        OPERATOR_LOOKS,
        OPERATOR_DIES_BEFORE_IT_WRITES,
        A_MINUTE_PASSES,
        AN_HOUR_PASSES,
        DAYS_PASS,
        THE_CLOCK_IS_SET_BACK_A_MOMENT,
        COPY_IS_COMPLETE,
        COPY_FAILS,
        COPY_IS_DELETED,
        A_POD_USES_THE_OLDEST,
        NO_POD_USES_ANY,
        USER_CHANGES_THE_SCHEDULE,
        USER_CHANGES_IT_BACK,
        USER_GIVES_NONSENSE,
        USER_SUSPENDS,
        USER_RESUMES,
        USER_KEEPS_MORE,
        USER_KEEPS_LESS,
        USER_WANTS_ONE_NOW,
        USER_SETS_A_DEADLINE
    }

    private static final int RUNS = 3;

    private int runs;

    /** Clocks of two operators differ by so much, and not by more each time. */
    private boolean setBack;

    @Provide
    static Arbitrary<List<Happening>> stories() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.of(Happening.OPERATOR_LOOKS)),
                        Tuple.of(3, Arbitraries.of(Happening.class)))
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 2000, seed = "20261204")
    void aScheduleKeepsItsPromises(@ForAll("stories") List<Happening> story) {
        ScheduleWorld world = new ScheduleWorld("2026-10-23T12:00:00Z");
        world.spec("timeZone: Europe/Berlin");
        for (Happening happening : story) {
            happens(world, happening);
        }
        comesToRest(world);
    }

    /** Left alone, it has what it is to keep, and makes the next copy at its time. */
    private static void comesToRest(ScheduleWorld world) {
        world.users.clear();
        world.spec("schedule: 30 2 * * *");
        world.spec("suspend: false");
        world.spec("keep: 2");
        world.spec("startingDeadlineSeconds: 1000000");
        world.look();
        for (int night = 0; night < RUNS; night++) {
            world.now = world.now.plus(Duration.ofDays(1));
            world.look();
            world.ends(Step.READY);
            world.look();
        }
        world.ends(Step.READY);
        world.look();
        world.look();
        assertThat(world.schedule.reported().orElseThrow().copies()).hasSize(2);
        assertThat(world.names()).hasSizeLessThanOrEqualTo(2 + 1);
    }

    private void passes(ScheduleWorld world, Duration time) {
        world.now = world.now.plus(time);
        setBack = false;
    }

    private void happens(ScheduleWorld world, Happening happening) {
        switch (happening) {
            case OPERATOR_LOOKS -> world.look();
            case OPERATOR_DIES_BEFORE_IT_WRITES -> world.act();
            case A_MINUTE_PASSES -> passes(world, Duration.ofMinutes(1));
            case AN_HOUR_PASSES -> passes(world, Duration.ofHours(1));
            case DAYS_PASS -> passes(world, Duration.ofDays(2));
            case THE_CLOCK_IS_SET_BACK_A_MOMENT -> {
                if (!setBack) {
                    world.now = world.now.minus(Duration.ofSeconds(50));
                    setBack = true;
                }
            }
            case COPY_IS_COMPLETE -> world.ends(Step.READY);
            case COPY_FAILS -> world.ends(Step.FAILED);
            // When somebody has written down that it was made: before, he deletes what is made again.
            case COPY_IS_DELETED -> {
                world.look();
                if (!world.clones.isEmpty()) {
                    world.clones.removeFirst();
                }
            }
            case A_POD_USES_THE_OLDEST -> {
                if (!world.clones.isEmpty()) {
                    String name = world.names().getLast();
                    world.users.put(name.replace("nightly", "copy"), "analyst");
                }
            }
            case NO_POD_USES_ANY -> world.users.clear();
            case USER_CHANGES_THE_SCHEDULE -> world.spec("schedule: '*/10 * * * *'");
            case USER_CHANGES_IT_BACK -> world.spec("schedule: 30 2 * * *");
            case USER_GIVES_NONSENSE -> world.spec("schedule: 99 2 * * *");
            case USER_SUSPENDS -> world.spec("suspend: true");
            case USER_RESUMES -> world.spec("suspend: false");
            case USER_KEEPS_MORE -> world.spec("keep: 3");
            case USER_KEEPS_LESS -> world.spec("keep: 1");
            case USER_WANTS_ONE_NOW -> world.annotate("run " + runs++);
            case USER_SETS_A_DEADLINE -> world.spec("startingDeadlineSeconds: 120");
        }
    }
}
