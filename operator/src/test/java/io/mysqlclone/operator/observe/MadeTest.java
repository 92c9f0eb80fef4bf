package io.mysqlclone.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a claim remembers of the clones that were made on it. */
final class MadeTest {

    private PersistentVolumeClaim claim =
            new PersistentVolumeClaimBuilder().withNewMetadata().endMetadata().build();

    private static MySQLClone clone(String name) {
        return Serialization.unmarshal("""
                metadata: {name: %s, namespace: shop}
                spec:
                  donor: {host: mysql-0.mysql, port: 3306, credentialsSecretRef: {name: donor}}
                  recipient: {statefulSet: {name: mysql, ordinal: 2}}
                """.formatted(name), MySQLClone.class);
    }

    private static MySQLClone again(String name, String run) {
        MySQLClone clone = clone(name);
        clone.getMetadata().setAnnotations(Map.of(MySQLClone.RUN, run));
        return clone;
    }

    private void make(MySQLClone clone) {
        claim = new PersistentVolumeClaimBuilder(claim)
                .editMetadata()
                .addToAnnotations(MySQLClone.MADE, Made.after(claim, clone))
                .endMetadata()
                .build();
    }

    private String note() {
        return Objects.requireNonNull(claim.getMetadata().getAnnotations().get(MySQLClone.MADE));
    }

    /** Both lie in Git, and go when their time is over: each would be made over the other, for ever. */
    @Test
    void twoClonesOfOneClaimAreMadeOnceEach() {
        make(clone("of-may"));
        make(clone("of-june"));

        assertThat(Made.isOn(claim, clone("of-may"))).isTrue();
        assertThat(Made.isOn(claim, clone("of-june"))).isTrue();
        assertThat(Made.isOn(claim, clone("of-july"))).isFalse();
    }

    /** An operator before this one kept one line. */
    @Test
    void oneLineIsTheNoteOfOneClone() {
        make(clone("of-may"));

        assertThat(note()).isEqualTo("of-may from mysql-0.mysql.shop.svc:3306 to pod/mysql-2");
    }

    @Test
    void eachWordLetsItBeMadeOnceMore() {
        make(clone("copy"));
        assertThat(Made.isOn(claim, again("copy", "monday"))).isFalse();
        make(again("copy", "monday"));
        assertThat(Made.isOn(claim, again("copy", "monday"))).isTrue();
        assertThat(Made.isOn(claim, again("copy", "tuesday"))).isFalse();
        assertThat(Made.isOn(claim, clone("copy"))).isTrue();
    }

    @Test
    void aWordOfSeveralLinesIsNoNoteOfAnother() {
        make(again("copy", "x\nof-may from mysql-0.mysql.shop.svc:3306 to pod/mysql-2"));

        assertThat(Made.isOn(claim, clone("of-may"))).isFalse();
        assertThat(Made.isOn(claim, again("copy", "x\nof-may from mysql-0.mysql.shop.svc:3306 to pod/mysql-2")))
                .isTrue();
    }

    @Test
    void theLastThirtyAreKeptEachOnceAndTheLastOneIsLast() {
        for (int number = 0; number < 40; number++) {
            make(clone("copy-" + number));
        }
        make(clone("copy-20"));

        assertThat(note().lines())
                .hasSize(30)
                .doesNotContain("copy-9 from mysql-0.mysql.shop.svc:3306 to pod/mysql-2")
                .last()
                .asString()
                .startsWith("copy-20 ");
        assertThat(Made.isOn(claim, clone("copy-10"))).isTrue();
    }
}
