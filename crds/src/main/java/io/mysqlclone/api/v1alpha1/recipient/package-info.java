/** What becomes a copy of the donor: a pod's data directory or a claim's volume. */
@NullMarked
package io.mysqlclone.api.v1alpha1.recipient;

import org.jspecify.annotations.NullMarked;
