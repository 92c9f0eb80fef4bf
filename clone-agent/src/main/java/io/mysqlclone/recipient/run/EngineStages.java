package io.mysqlclone.recipient.run;

import io.mysqlclone.engine.CopyWay;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.recipient.CloneEvent;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Joins what the engines of a clone tell: a stage is under way from where the first one begins it, and over when all that
 * have begun it have completed it. The last stage of data is over when every engine has all of its own, as one sends behind
 * the other; FILE SYNC begins then. Thread safe.
 */
final class EngineStages {
    private static final Stage LAST_OF_DATA = Stage.REDO_COPY;

    private final ProgressTracker progress;
    private final Map<Stage, Set<Integer>> begun = new EnumMap<>(Stage.class);
    private final Map<Stage, Set<Integer>> completed = new EnumMap<>(Stage.class);
    private final Map<Stage, Integer> first = new EnumMap<>(Stage.class);

    /** Whether an engine has begun FILE SYNC while another one lacked data. */
    private boolean heldBack;

    EngineStages(ProgressTracker progress) {
        this.progress = progress;
        for (Stage stage : Stage.values()) {
            begun.put(stage, new HashSet<>());
            completed.put(stage, new HashSet<>());
        }
    }

    /**
     * Hears the engine of that type.
     *
     * @param othersReceived whether each other engine that takes part has all of its data
     */
    StageListener of(int engineType, BooleanSupplier othersReceived) {
        return new StageListener() {
            @Override
            public void stageStarted(Stage stage, long estimatedBytes, long storedBytes) {
                if (stage == Stage.FILE_SYNC && !othersReceived.getAsBoolean()) {
                    holdBack();
                } else {
                    started(engineType, stage, estimatedBytes, storedBytes);
                }
            }

            @Override
            public void stored(Stage stage, long bytes) {
                progress.stored(stage, bytes);
            }

            @Override
            public void stageCompleted(Stage stage) {
                over(engineType, stage, stage == LAST_OF_DATA && othersReceived.getAsBoolean());
            }

            @Override
            public void copies(CopyWay way) {
                progress.event(new CloneEvent.CopiesBy(way));
            }
        };
    }

    private synchronized void started(int engineType, Stage stage, long estimatedBytes, long storedBytes) {
        boolean isFirst = first.computeIfAbsent(stage, each -> engineType) == engineType;
        boolean isNew = types(begun, stage).add(engineType);
        if (isFirst) {
            progress.stageStarted(stage, estimatedBytes, storedBytes);
        } else if (isNew) {
            progress.stageGrew(stage, estimatedBytes, storedBytes);
        }
    }

    private synchronized void holdBack() {
        heldBack = true;
    }

    private synchronized void over(int engineType, Stage stage, boolean everything) {
        types(completed, stage).add(engineType);
        boolean isLast = stage == LAST_OF_DATA;
        if (types(completed, stage).containsAll(types(begun, stage)) && (!isLast || everything)) {
            progress.stageCompleted(stage);
            if (isLast && heldBack) {
                progress.stageStarted(Stage.FILE_SYNC, 0, 0);
            }
        }
    }

    private static Set<Integer> types(Map<Stage, Set<Integer>> of, Stage stage) {
        return java.util.Objects.requireNonNull(of.get(stage));
    }
}
