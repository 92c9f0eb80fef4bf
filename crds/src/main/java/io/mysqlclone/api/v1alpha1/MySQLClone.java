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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The custom resource {@code MySQLClone}: "make this volume a copy of that server". */
@Group(MySQLClone.GROUP)
@Version(MySQLClone.VERSION)
@Kind("MySQLClone")
@Plural("mysqlclones")
@Singular("mysqlclone")
@ShortNames("myclone")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "Stage", jsonPath = ".status.progress.stage")
@AdditionalPrinterColumn(name = "Progress", jsonPath = ".status.display.progress")
@AdditionalPrinterColumn(name = "Rate", jsonPath = ".status.display.rate")
@AdditionalPrinterColumn(name = "ETA", jsonPath = ".status.display.eta")
@AdditionalPrinterColumn(name = "Recipient", jsonPath = ".status.display.recipient")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Donor", jsonPath = ".status.display.donor", priority = 1)
@AdditionalPrinterColumn(
        name = "Connections",
        jsonPath = ".status.progress.connections",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(name = "GTID", jsonPath = ".status.snapshot.gtidExecuted", priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
@ValidationRule(
        value = "size(self.metadata.name) <= " + MySQLClone.MAX_NAME_LENGTH,
        message = "metadata.name has more than " + MySQLClone.MAX_NAME_LENGTH
                + " characters: choose a shorter one, names of agent pods and labels are made from it")
@ValidationRule(
        value = Immutable.NOT_STARTED + Immutable.SAME_DONOR,
        message =
                "of spec.donor only credentialsSecretRef can change once the clone has started:" + Immutable.WHAT_TO_DO)
@ValidationRule(
        value = Immutable.NOT_STARTED + "self.spec.mode == oldSelf.spec.mode",
        message = "spec.mode cannot change once the agent was launched: create another MySQLClone for the other mode")
@ValidationRule(
        value = Immutable.NOT_STARTED + Immutable.SAME_DONOR_REF,
        message = "of spec.donorRef only credentialsSecretRef can change once the clone has started:"
                + Immutable.WHAT_TO_DO)
@ValidationRule(
        value = Immutable.NOT_STARTED + "self.spec.recipient == oldSelf.spec.recipient",
        message = "spec.recipient cannot change once the clone has started:" + Immutable.WHAT_TO_DO)
@ValidationRule(
        value = Immutable.NOT_STARTED + "self.spec.eventScheduler == oldSelf.spec.eventScheduler",
        message =
                "spec.eventScheduler cannot change once the clone has started: change it on the recipient with SET PERSIST"
                        + " event_scheduler, or" + Immutable.WHAT_TO_DO)
@ValidationRule(
        value = Immutable.NOT_STARTED + Immutable.SAME_TRANSFER,
        message = "of spec.transfer only maxDataBandwidth and maxNetworkBandwidth can change once the clone has"
                + " started:" + Immutable.WHAT_TO_DO)
@ValidationRule(
        value = Immutable.NOT_STARTED + "has(self.spec.postClone) == has(oldSelf.spec.postClone)",
        message = "spec.postClone can be corrected but neither added nor removed once the clone has started:"
                + Immutable.WHAT_TO_DO)
@ValidationRule(
        value = Immutable.NOT_READY + Immutable.SAME_POST_CLONE,
        message =
                "spec.postClone cannot change once the clone is Ready, as it is not run again: run SQL on the recipient"
                        + " by hand, or create a new MySQLClone")
@ValidationRule(
        value = Immutable.NOT_STARTED + "has(self.spec.replication) == has(oldSelf.spec.replication)",
        message = "spec.replication can be corrected but neither added nor removed once the clone has started:"
                + Immutable.WHAT_TO_DO)
@ValidationRule(
        value = Immutable.NOT_FINISHED + Immutable.SAME_REPLICATION,
        message = "spec.replication cannot change once the clone has finished:"
                + " change it on the recipient with CHANGE REPLICATION SOURCE TO, or create a new MySQLClone")
public final class MySQLClone extends CustomResource<MySQLCloneSpec, @Nullable MySQLCloneStatus> implements Namespaced {

    /** The resource's API group. */
    public static final String GROUP = "mysqlclone.io";

    /** The version of the API group that these classes are. */
    public static final String VERSION = "v1alpha1";

    /** Annotation that approves a {@link RestartPolicy#MANUAL} restart, when its value is {@code true}. */
    public static final String APPROVE_RESTART = GROUP + "/approve-restart";

    /** Annotation that lets a clone be made again that was made before; each value allows it once. */
    public static final String RUN = GROUP + "/run";

    /** Annotation of a claim: which clones were made on it, one a line, the last one last. */
    public static final String MADE = GROUP + "/made";

    /** The longest name, so that {@code NAME-8 hex-run} fits into a label and a host name. */
    public static final int MAX_NAME_LENGTH = 50;

    /** What the operator has reported, if it has reported anything yet. */
    public Optional<MySQLCloneStatus> reported() {
        return Optional.ofNullable(getStatus());
    }

    @Override
    protected @Nullable MySQLCloneSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable MySQLCloneStatus initStatus() {
        return null;
    }
}
