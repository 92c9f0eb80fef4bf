package io.mysqlclone.kubectl.view;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is shown of clones, for programs; the names of fields stay. */
public final class JsonView {
    private JsonView() {}

    /** One object on one line. */
    public static String of(MySQLClone clone) {
        return Serialization.asJson(fields(clone));
    }

    /** An array on one line. */
    public static String of(List<MySQLClone> clones) {
        return Serialization.asJson(clones.stream().map(JsonView::fields).toList());
    }

    private static Map<String, Object> fields(MySQLClone clone) {
        Facts facts = new Facts(clone);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("namespace", clone.getMetadata().getNamespace());
        fields.put("name", clone.getMetadata().getName());
        fields.put("uid", clone.getMetadata().getUid());
        fields.put("resourceVersion", clone.getMetadata().getResourceVersion());
        fields.put(
                "generation",
                Optional.ofNullable(clone.getMetadata().getGeneration()).orElse(0L));
        fields.put("phase", facts.phase());
        fields.put("reason", facts.reason());
        fields.put("message", facts.message());
        fields.put("ended", facts.ended());
        fields.put("approved", Facts.approved(clone));
        fields.put("donor", facts.donor());
        fields.put("recipient", facts.recipient());
        facts.schedule().ifPresent(schedule -> fields.put("schedule", schedule));
        Scripts.of(clone).ifPresent(scripts -> fields.put("postClone", scripts.state()));
        facts.progress().ifPresent(progress -> fields.put("progress", figures(facts, progress)));
        fields.put(
                "needsPerson",
                Need.of(clone).stream()
                        .map(need ->
                                Map.of("reason", need.reason(), "message", need.sentence(), "whatToDo", need.what()))
                        .toList());
        return fields;
    }

    private static Map<String, Object> figures(Facts facts, Progress progress) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("stage", facts.stage());
        fields.put("percent", progress.percent());
        fields.put("dataBytes", progress.dataBytes());
        fields.put("totalBytes", progress.totalBytes());
        fields.put("networkBytes", progress.networkBytes());
        fields.put("bytesPerSecond", facts.transfers() ? progress.bytesPerSecond() : 0);
        Optional.ofNullable(progress.eta())
                .filter(_ -> facts.transfers())
                .ifPresent(eta -> fields.put("secondsLeft", eta));
        fields.put("connections", progress.connections());
        return fields;
    }
}
