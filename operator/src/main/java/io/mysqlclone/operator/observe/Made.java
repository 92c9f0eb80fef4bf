package io.mysqlclone.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The word on a claim that says which clone was made on it last, in {@link MySQLClone#MADE}. GitOps, a restore of a namespace
 * and a time to live make a resource anew that was done; with the same name, donor and recipient it is the same clone.
 */
public final class Made {

    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .build();

    private static final int DIGITS = 32;

    private Made() {}

    /** The word for a clone: its name, and the SHA-256 of what it copies whence and whither. */
    public static String word(MySQLClone clone) {
        try {
            byte[] what = CANONICAL.writeValueAsBytes(List.of(
                    clone.getMetadata().getName(),
                    clone.getSpec().donor().host(),
                    clone.getSpec().donor().port(),
                    clone.getSpec().recipient(),
                    Objects.requireNonNullElse(
                            clone.getMetadata().getAnnotations().get(MySQLClone.RUN), "")));
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(what));
            return clone.getMetadata().getName() + "/" + digest.substring(0, DIGITS);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a spec can be written as JSON, and every JDK has SHA-256", e);
        }
    }

    /** Whether that clone was the last one that was made on the claim. */
    static boolean isOn(PersistentVolumeClaim claim, MySQLClone clone) {
        return Optional.ofNullable(claim.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(MySQLClone.MADE))
                .filter(word(clone)::equals)
                .isPresent();
    }
}
