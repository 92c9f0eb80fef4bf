package io.mysqlclone.operator.controller;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells of resources that were made anew under their names while the deletion of those before was handled. The SDK, 5.3 to 5.5
 * at least, drops what it has heard of a name when it is done with a deletion, and with it that there is a new one: nobody
 * would look at that before somebody changed it.
 */
final class MadeAnew extends AbstractEventSource<Void, MySQLClone> {
    private static final long PERIOD_MILLIS = 1000;

    /** What is not there that long after the SDK was told that a deletion is handled was not made meanwhile. */
    private static final int LOOKS = 5;

    private final Cache<MySQLClone> resources;
    /** Names whose deletion is handled, with the looks that are left. */
    private final Map<ResourceID, Integer> gone = new ConcurrentHashMap<>();

    private Optional<Thread> thread = Optional.empty();

    /** @param resources all that there are, as the SDK's watch has them */
    MadeAnew(Cache<MySQLClone> resources) {
        super(Void.class, "made-anew");
        this.resources = resources;
    }

    @Override
    public void start() {
        super.start();
        thread = Optional.of(Thread.ofVirtual().name("made-anew").start(this::run));
    }

    @Override
    public void stop() {
        super.stop();
        thread.ifPresent(Thread::interrupt);
    }

    private void run() {
        try {
            while (isRunning()) {
                Thread.sleep(PERIOD_MILLIS);
                gone.keySet().forEach(this::look);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Set<Void> getSecondaryResources(MySQLClone primary) {
        return Set.of();
    }

    /** The deletion of what had this name is being handled. */
    void gone(MySQLClone clone) {
        gone.put(ResourceID.fromResource(clone), LOOKS);
    }

    /** What has this name now is looked at. */
    void visited(MySQLClone clone) {
        gone.remove(ResourceID.fromResource(clone));
    }

    private void look(ResourceID name) {
        gone.computeIfPresent(name, (_, left) -> left > 1 ? left - 1 : null);
        resources.get(name).ifPresent(made -> {
            // Until somebody has visited it: this event, too, may come before the SDK drops all.
            gone.putIfAbsent(name, 1);
            getEventHandler().handleEvent(new ResourceEvent(ResourceAction.UPDATED, name, made));
        });
    }
}
