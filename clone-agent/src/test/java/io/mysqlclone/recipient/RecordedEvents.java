package io.mysqlclone.recipient;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the events of a clone in their order. */
public final class RecordedEvents implements CloneListener {
    private final List<CloneEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void on(CloneEvent event) {
        events.add(event);
    }

    List<CloneEvent> all() {
        return List.copyOf(events);
    }

    <T extends CloneEvent> List<T> of(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The most data connections that were attached at one time. */
    public int mostConnections() {
        return of(CloneEvent.ConcurrencyChanged.class).stream()
                .mapToInt(CloneEvent.ConcurrencyChanged::connections)
                .max()
                .orElse(0);
    }
}
