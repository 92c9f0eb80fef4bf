package io.mysqlclone.kubectl.cluster;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.util.LinkedHashMap;
import java.util.Map;

/** A merge patch of one resource, which the API server refuses (409) when the resource is another one by now. */
final class Change {
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Object> document = new LinkedHashMap<>();

    private Change(MySQLClone clone) {
        metadata.put("uid", clone.getMetadata().getUid());
        document.put("metadata", metadata);
    }

    /** A change of {@code clone} in whatever version it is. */
    static Change of(MySQLClone clone) {
        return new Change(clone);
    }

    /** Of exactly this version. */
    Change onlyInVersion(String resourceVersion) {
        metadata.put("resourceVersion", resourceVersion);
        return this;
    }

    Change annotation(String key, String value) {
        metadata.put("annotations", Map.of(key, value));
        return this;
    }

    Change spec(Map<String, Object> fields) {
        document.put("spec", fields);
        return this;
    }

    String json() {
        return Serialization.asJson(document);
    }
}
