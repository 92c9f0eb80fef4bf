package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The single door for events: one for each change of phase or reason. An event's name follows from what it tells and from
 * the version of the resource that this was decided from, so an operator that was killed between the event and the status
 * does not tell it twice. What is said of one resource in the same words again makes a series of the event that said it first:
 * a clone that waits by turns for this and that fills no store. They are events of the core group, whose timestamps kubectl
 * sorts by; those of events.k8s.io may not have them, and show the same series.
 */
public final class EventRecorder {

    private static final Logger LOG = Logger.getLogger(EventRecorder.class);
    private static final String CONTROLLER = "mysqlclone.io/mysql-clone-operator";
    /** What the API server allows. */
    private static final int MAX_NOTE_BYTES = 1024;

    /** Of the bytes of a character in UTF-8, all but the first begin with these bits. */
    private static final int CONTINUATION_MASK = 0xC0;

    private static final int CONTINUATION = 0x80;

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    /** A version of a resource as an API server numbers them. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** Of so many it is remembered that they were told; what was forgotten, or told by another operator, is a new event. */
    private static final int REMEMBERED = 2000;

    private final KubernetesClient client;
    private final InstantSource clock;
    private final String instance;
    private final Map<String, Told> told = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * What was told.
     *
     * @param version of the resource that it was decided from the last time
     */
    private record Told(String event, String version, int times) {

        Told again(String by) {
            return new Told(event, by, times + 1);
        }
    }

    /**
     * A recorder.
     *
     * @param instance the name of this replica of the operator
     */
    public EventRecorder(KubernetesClient client, InstantSource clock, String instance) {
        this.client = client;
        this.clock = clock;
        this.instance = instance;
    }

    /** Tells of the transition from the resource's last status to the next one, if there is one. */
    public void record(MySQLClone clone, MySQLCloneStatus next, Reason reason) {
        MySQLCloneStatus last = clone.reported().orElse(MySQLCloneStatus.EMPTY);
        boolean known = last.phase() == next.phase()
                && last.condition(ConditionType.READY)
                        .filter(condition -> reason.text().equals(condition.getReason()))
                        .isPresent();
        if (known || reason.kind() == Reason.Kind.PASSING) {
            return;
        }
        boolean warning = next.phase() == Phase.FAILED || reason.isTrouble();
        tell(
                clone,
                event(
                        regarding(clone),
                        clone,
                        String.join("/", String.valueOf(next.phase()), reason.text()),
                        warning,
                        reason.text(),
                        Objects.requireNonNullElse(next.message(), "")));
    }

    /**
     * Warns of something that is no transition, of the resource and of the pod that it is about: once, however often it is
     * decided from one version of the resource.
     *
     * @param podName empty: of the resource alone
     */
    public void warn(MySQLClone clone, Reason reason, String message, Optional<String> podName) {
        String about = String.join("/", reason.text(), message);
        tell(clone, event(regarding(clone), clone, about, true, reason.text(), message));
        podName.ifPresent(pod -> tell(
                clone,
                event(
                        new ObjectReferenceBuilder()
                                .withApiVersion("v1")
                                .withKind("Pod")
                                .withNamespace(clone.getMetadata().getNamespace())
                                .withName(pod)
                                .build(),
                        clone,
                        about + "/" + pod,
                        true,
                        reason.text(),
                        message)));
    }

    /** Tells of a donor's readiness, when its reason is another one than before. */
    public void record(MySQLDonor donor, MySQLDonorStatus next, Reason reason) {
        record(donor, donor.reported().flatMap(last -> last.condition(ConditionType.READY)), next.message(), reason);
    }

    /** Tells of a schedule's readiness, when its reason is another one than before. */
    public void record(MySQLCloneSchedule schedule, MySQLCloneScheduleStatus next, Reason reason) {
        record(
                schedule,
                schedule.reported().flatMap(last -> last.condition(ConditionType.READY)),
                next.message(),
                reason);
    }

    /** Tells of a set, when its reason is another one than before. */
    public void record(MySQLCloneSet set, MySQLCloneSetStatus next, Reason reason) {
        record(set, set.reported().flatMap(last -> last.condition(ConditionType.READY)), next.message(), reason);
    }

    private void record(HasMetadata resource, Optional<Condition> ready, @Nullable String message, Reason reason) {
        boolean known = ready.filter(condition -> reason.text().equals(condition.getReason()))
                .isPresent();
        if (!known && reason.kind() != Reason.Kind.PASSING) {
            tell(resource, reason, Objects.requireNonNullElse(message, ""));
        }
    }

    /** Tells of something that has happened to the resource: once, however often it is decided from one version of it. */
    public void tell(HasMetadata resource, Reason reason, String message) {
        tell(
                resource,
                event(
                        regarding(resource),
                        resource,
                        String.join("/", reason.text(), message),
                        reason.isTrouble(),
                        reason.text(),
                        message));
    }

    private static ObjectReference regarding(HasMetadata resource) {
        return new ObjectReferenceBuilder()
                .withApiVersion(resource.getApiVersion())
                .withKind(resource.getKind())
                .withNamespace(resource.getMetadata().getNamespace())
                .withName(resource.getMetadata().getName())
                .withUid(resource.getMetadata().getUid())
                .build();
    }

    private Event event(
            ObjectReference regarding,
            HasMetadata resource,
            String what,
            boolean warning,
            String reason,
            String message) {
        Instant now = clock.instant();
        String seconds = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withName(name(resource, what))
                .withNamespace(resource.getMetadata().getNamespace())
                .endMetadata()
                .withInvolvedObject(regarding)
                .withType(warning ? "Warning" : "Normal")
                .withReason(reason)
                .withAction("Reconcile")
                .withMessage(note(message))
                .withReportingComponent(CONTROLLER)
                .withReportingInstance(instance)
                .withEventTime(new MicroTime(MICROS.format(now.atOffset(ZoneOffset.UTC))))
                .withFirstTimestamp(seconds)
                .withLastTimestamp(seconds)
                .withCount(1)
                .build();
    }

    /**
     * kubectl orders events by their last timestamp, in seconds, and those of one second by their name: so the name has the
     * version of the resource first, which is another one when the same happens again. Where a version is no number, names
     * are in no order.
     */
    private static String name(HasMetadata resource, String what) {
        String version = Objects.requireNonNullElse(resource.getMetadata().getResourceVersion(), "");
        long order = NUMBER.matcher(version).matches() ? Long.parseLong(version) : 0;
        String unique = String.join("/", resource.getMetadata().getUid(), version, what);
        UUID id = UUID.nameUUIDFromBytes(unique.getBytes(StandardCharsets.UTF_8));
        return "%s.%015x.%s".formatted(resource.getMetadata().getName(), order, id);
    }

    /** As much of a message as there is room for, in whole characters. */
    static String note(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_NOTE_BYTES) {
            return message;
        }
        int end = MAX_NOTE_BYTES;
        while ((bytes[end] & CONTINUATION_MASK) == CONTINUATION) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** Tells it, or that it has happened again. */
    private void tell(HasMetadata resource, Event event) {
        String key = String.join(
                "/",
                resource.getMetadata().getUid(),
                event.getInvolvedObject().getKind(),
                event.getInvolvedObject().getName(),
                event.getType(),
                event.getReason(),
                event.getMessage());
        String version = Objects.requireNonNullElse(resource.getMetadata().getResourceVersion(), "");
        try {
            Optional<Told> before = known(key);
            if (before.filter(last -> last.version().equals(version)).isPresent()) {
                return;
            }
            Told now = before.map(last -> last.again(version))
                    .filter(again -> repeat(event, again))
                    .orElseGet(() -> create(event, version));
            synchronized (told) {
                told.put(key, now);
            }
        } catch (KubernetesClientException e) {
            // An event is worth less than the reconciliation that it tells of.
            LOG.warnf(
                    "event %s of %s could not be recorded: %s",
                    event.getReason(),
                    event.getInvolvedObject().getName(),
                    Optional.ofNullable(e.getMessage()).orElse("no reason given"));
        }
    }

    private Optional<Told> known(String key) {
        synchronized (told) {
            return Optional.ofNullable(told.get(key));
        }
    }

    /** Whether the event is there still: an API server keeps none for longer than an hour after it was written. */
    private boolean repeat(Event event, Told again) {
        Map<String, Object> series = Map.of(
                "count", again.times(),
                "lastObservedTime", event.getEventTime().getTime());
        try {
            client.v1()
                    .events()
                    .inNamespace(event.getMetadata().getNamespace())
                    .withName(again.event())
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            Serialization.asJson(Map.of(
                                    "count",
                                    again.times(),
                                    "lastTimestamp",
                                    event.getLastTimestamp(),
                                    "series",
                                    series)));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private Told create(Event event, String version) {
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            // It was told by the operator before this one.
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
        return new Told(event.getMetadata().getName(), version, 1);
    }
}
