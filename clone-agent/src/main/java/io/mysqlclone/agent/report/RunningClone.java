package io.mysqlclone.agent.report;

import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorPace;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.run.CloneRun;

/** What the program does with a clone while it runs; the methods are those of {@link CloneRun}. */
public interface RunningClone extends Watched {
    CloneResult run() throws CloneFailure;

    /** Takes at once what the donor's own statements bear. */
    void slow(DonorPace pace);

    /** The real thing. */
    static RunningClone of(CloneRun run) {
        return new RunningClone() {
            @Override
            public CloneResult run() throws CloneFailure {
                return run.run();
            }

            @Override
            public void slow(DonorPace pace) {
                run.slow(pace);
            }

            @Override
            public void cancel() {
                run.cancel();
            }

            @Override
            public void suspend() {
                run.suspend();
            }

            @Override
            public boolean hangUp() {
                return run.hangUp();
            }

            @Override
            public Limits limits() {
                return run.limits();
            }

            @Override
            public void setLimits(Limits limits) {
                run.setLimits(limits);
            }

            @Override
            public Progress progress() {
                return run.progress();
            }
        };
    }
}
