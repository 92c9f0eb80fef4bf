package io.mysqlclone.api.v1alpha1;

/**
 * Parts of the schema's rules about changes. They stand at the root of the schema, because only there a rule sees the
 * status, and so a mistake can be corrected as long as nothing has started.
 */
final class Immutable {
    static final String NOT_STARTED = "!has(oldSelf.status) || !has(oldSelf.status.startTime) || ";

    static final String NOT_FINISHED = "!has(oldSelf.status) || !has(oldSelf.status.completionTime) || ";

    /** Its account may have to be another one, when a Secret was the wrong one or passwords are changed. */
    static final String SAME_DONOR =
            "(!has(self.spec.donor) || !has(oldSelf.spec.donor) || (self.spec.donor.host == oldSelf.spec.donor.host"
                    + " && self.spec.donor.port == oldSelf.spec.donor.port"
                    + " && self.spec.donor.tls == oldSelf.spec.donor.tls))"
                    + " && has(self.spec.donor) == has(oldSelf.spec.donor)";

    /** Likewise. */
    static final String SAME_DONOR_REF = "(!has(self.spec.donorRef) || !has(oldSelf.spec.donorRef)"
            + " || (self.spec.donorRef.name == oldSelf.spec.donorRef.name"
            + " && has(self.spec.donorRef.__namespace__) == has(oldSelf.spec.donorRef.__namespace__)"
            + " && (!has(self.spec.donorRef.__namespace__)"
            + " || self.spec.donorRef.__namespace__ == oldSelf.spec.donorRef.__namespace__)"
            + " && has(self.spec.donorRef.tls) == has(oldSelf.spec.donorRef.tls)"
            + " && (!has(self.spec.donorRef.tls) || self.spec.donorRef.tls == oldSelf.spec.donorRef.tls)))";

    static final String SAME_TRANSFER = "("
            + "self.spec.transfer.concurrency == oldSelf.spec.transfer.concurrency"
            + " && self.spec.transfer.bufferSize == oldSelf.spec.transfer.bufferSize"
            + " && self.spec.transfer.compression == oldSelf.spec.transfer.compression"
            + " && self.spec.transfer.blockDDL == oldSelf.spec.transfer.blockDDL"
            + " && self.spec.transfer.ddlTimeout == oldSelf.spec.transfer.ddlTimeout"
            + " && self.spec.transfer.stallTimeout == oldSelf.spec.transfer.stallTimeout"
            + " && self.spec.transfer.reconnectTimeout == oldSelf.spec.transfer.reconnectTimeout"
            + " && self.spec.transfer.verifyPages == oldSelf.spec.transfer.verifyPages)";

    static final String SAME_REPLICATION = "!has(self.spec.replication) || !has(oldSelf.spec.replication)"
            + " || self.spec.replication == oldSelf.spec.replication";

    /** One that has failed begins again when it is corrected. */
    static final String NOT_READY = "!has(oldSelf.status) || !has(oldSelf.status.step)"
            + " || !(oldSelf.status.step in ['Ready', 'AlreadyDone']) || ";

    static final String SAME_POST_CLONE = "!has(self.spec.postClone) || !has(oldSelf.spec.postClone)"
            + " || self.spec.postClone == oldSelf.spec.postClone";

    static final String WHAT_TO_DO = " delete this MySQLClone and create a new one";

    private Immutable() {}
}
