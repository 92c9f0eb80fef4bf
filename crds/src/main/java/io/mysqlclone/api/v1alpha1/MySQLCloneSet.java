package io.mysqlclone.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetSpec;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The custom resource {@code MySQLCloneSet}: "make these members of a StatefulSet copies of that server". */
@Group(MySQLClone.GROUP)
@Version(MySQLClone.VERSION)
@Kind("MySQLCloneSet")
@Plural("mysqlclonesets")
@Singular("mysqlcloneset")
@ShortNames("mycloneset")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.display.ready")
@AdditionalPrinterColumn(name = "Active", jsonPath = ".status.active", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Failed", jsonPath = ".status.failed", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Percent",
        jsonPath = ".status.progress.percent",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "StatefulSet", jsonPath = ".spec.statefulSetRef.name", priority = 1)
@AdditionalPrinterColumn(name = "Ordinals", jsonPath = ".spec.ordinals", priority = 1)
@AdditionalPrinterColumn(name = "Strategy", jsonPath = ".spec.strategy", priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
@ValidationRule(
        value = "size(self.metadata.name) <= " + MySQLCloneSet.MAX_NAME_LENGTH,
        message = "metadata.name of a MySQLCloneSet has more than " + MySQLCloneSet.MAX_NAME_LENGTH
                + " characters: choose a shorter one, names of MySQLClones are made from it")
public final class MySQLCloneSet extends CustomResource<MySQLCloneSetSpec, @Nullable MySQLCloneSetStatus>
        implements Namespaced {

    /** Label of the MySQLClones and the MySQLDonor that a set has made: the set's name. */
    public static final String LABEL = MySQLClone.GROUP + "/set";

    /** Annotation of a MySQLClone that is cloned from a member of its set: that member's ordinal. */
    public static final String SOURCE = MySQLClone.GROUP + "/set-source";

    /** The longest name, so that {@code NAME-99999} fits into the name of a MySQLClone. */
    public static final int MAX_NAME_LENGTH = 44;

    /** What the operator has reported, if it has reported anything yet. */
    public Optional<MySQLCloneSetStatus> reported() {
        return Optional.ofNullable(getStatus());
    }

    /** The name of the MySQLClone of a member, and of the MySQLDonor that it becomes. */
    public String nameOf(int ordinal) {
        return getMetadata().getName() + "-" + ordinal;
    }

    @Override
    protected @Nullable MySQLCloneSetSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable MySQLCloneSetStatus initStatus() {
        return null;
    }
}
