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
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorSpec;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The custom resource {@code MySQLDonor}: "this server may be cloned, by this account". */
@Group(MySQLClone.GROUP)
@Version(MySQLClone.VERSION)
@Kind("MySQLDonor")
@Plural("mysqldonors")
@Singular("mysqldonor")
@ShortNames("mydonor")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "Server", jsonPath = ".status.display.server")
@AdditionalPrinterColumn(name = "Role", jsonPath = ".status.display.role")
@AdditionalPrinterColumn(name = "Version", jsonPath = ".status.display.version")
@AdditionalPrinterColumn(name = "Probed", jsonPath = ".status.lastProbeTime", type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Agent", jsonPath = ".status.agent.state", priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
@ValidationRule(
        value = "size(self.metadata.name) <= " + MySQLClone.MAX_NAME_LENGTH,
        message = "metadata.name of a MySQLDonor has more than " + MySQLClone.MAX_NAME_LENGTH
                + " characters: choose a shorter one, names of agent pods and labels are made from it")
public final class MySQLDonor extends CustomResource<MySQLDonorSpec, @Nullable MySQLDonorStatus> implements Namespaced {

    /** What the operator has reported, if it has reported anything yet. */
    public Optional<MySQLDonorStatus> reported() {
        return Optional.ofNullable(getStatus());
    }

    @Override
    protected @Nullable MySQLDonorSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable MySQLDonorStatus initStatus() {
        return null;
    }
}
