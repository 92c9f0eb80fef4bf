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
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleSpec;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The custom resource {@code MySQLCloneSchedule}: "make such a copy at these times, and keep so many". */
@Group(MySQLClone.GROUP)
@Version(MySQLClone.VERSION)
@Kind("MySQLCloneSchedule")
@Plural("mysqlcloneschedules")
@Singular("mysqlcloneschedule")
@ShortNames("myschedule")
@AdditionalPrinterColumn(name = "Schedule", jsonPath = ".spec.schedule")
@AdditionalPrinterColumn(name = "Suspend", jsonPath = ".spec.suspend", type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "Active", jsonPath = ".status.active")
@AdditionalPrinterColumn(name = "Newest", jsonPath = ".status.copies[0].name")
@AdditionalPrinterColumn(
        name = "Last Success",
        jsonPath = ".status.lastSuccessfulTime",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Time Zone", jsonPath = ".spec.timeZone", priority = 1)
@AdditionalPrinterColumn(name = "Next", jsonPath = ".status.nextScheduleTime", priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
@ValidationRule(
        value = "size(self.metadata.name) <= " + MySQLCloneSchedule.MAX_NAME_LENGTH,
        message = "metadata.name of a MySQLCloneSchedule has more than " + MySQLCloneSchedule.MAX_NAME_LENGTH
                + " characters: choose a shorter one, names of MySQLClones are made from it")
public final class MySQLCloneSchedule extends CustomResource<MySQLCloneScheduleSpec, @Nullable MySQLCloneScheduleStatus>
        implements Namespaced {

    /** Label of what a schedule has made, and of claims made for that: the schedule's name. Who takes it off keeps the copy. */
    public static final String LABEL = MySQLClone.GROUP + "/schedule";

    /** Annotation of a MySQLClone that a schedule has made: the time that it was made for. */
    public static final String SCHEDULED_AT = MySQLClone.GROUP + "/scheduled-at";

    /** The longest name, so that {@code NAME-202601310200} fits into the name of a MySQLClone. */
    public static final int MAX_NAME_LENGTH = 37;

    /** What the operator has reported, if it has reported anything yet. */
    public Optional<MySQLCloneScheduleStatus> reported() {
        return Optional.ofNullable(getStatus());
    }

    @Override
    protected @Nullable MySQLCloneScheduleSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable MySQLCloneScheduleStatus initStatus() {
        return null;
    }
}
