package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The single door for events: one for each change of phase or reason. An event's name follows from what it tells and from
 * the version of the resource that this was decided from, so an operator that was killed between the event and the status
 * does not tell it twice. They are events of the core group, whose timestamps kubectl sorts by; those of events.k8s.io may
 * not have them.
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

    private final KubernetesClient client;
    private final Clock clock;
    private final String instance;

    /**
     * A recorder.
     *
     * @param instance the name of this replica of the operator
     */
    public EventRecorder(KubernetesClient client, Clock clock, String instance) {
        this.client = client;
        this.clock = clock;
        this.instance = instance;
    }

    /** Tells of the transition from the resource's last status to the next one, if there is one. */
    public void record(MySQLClone clone, MySQLCloneStatus next, Reason reason) {
        MySQLCloneStatus last = clone.reported().orElse(MySQLCloneStatus.EMPTY);
        boolean told = last.phase() == next.phase()
                && last.condition(ConditionType.READY)
                        .filter(condition -> reason.text().equals(condition.getReason()))
                        .isPresent();
        if (told || reason.kind() == Reason.Kind.PASSING) {
            return;
        }
        boolean warning = next.phase() == Phase.FAILED || reason.kind() == Reason.Kind.TROUBLE;
        create(event(
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
        create(event(regarding(clone), clone, about, true, reason.text(), message));
        podName.ifPresent(pod -> create(event(
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

    private static ObjectReference regarding(MySQLClone clone) {
        return new ObjectReferenceBuilder()
                .withApiVersion(clone.getApiVersion())
                .withKind(clone.getKind())
                .withNamespace(clone.getMetadata().getNamespace())
                .withName(clone.getMetadata().getName())
                .withUid(clone.getMetadata().getUid())
                .build();
    }

    private Event event(
            ObjectReference regarding, MySQLClone clone, String what, boolean warning, String reason, String message) {
        Instant now = clock.instant();
        String seconds = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withName(name(clone, what))
                .withNamespace(clone.getMetadata().getNamespace())
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
    private static String name(MySQLClone clone, String what) {
        String version = Objects.requireNonNullElse(clone.getMetadata().getResourceVersion(), "");
        long order = NUMBER.matcher(version).matches() ? Long.parseLong(version) : 0;
        String told = String.join("/", clone.getMetadata().getUid(), version, what);
        UUID id = UUID.nameUUIDFromBytes(told.getBytes(StandardCharsets.UTF_8));
        return "%s.%015x.%s".formatted(clone.getMetadata().getName(), order, id);
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

    private void create(Event event) {
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            // An event is worth less than the reconciliation that it tells of.
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                LOG.warnf(
                        "event %s of %s could not be recorded: %s",
                        event.getReason(),
                        event.getInvolvedObject().getName(),
                        Optional.ofNullable(e.getMessage()).orElse("no reason given"));
            }
        }
    }
}
