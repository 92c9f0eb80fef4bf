package io.mysqlclone.api.v1alpha1.recipient;

/** What a recipient is; {@link Recipient#target()} tells the one that was given. */
public sealed interface Target permits PodRecipient, StatefulSetRecipient, ClaimRecipient {}
