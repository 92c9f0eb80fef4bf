/** What the operator reports about a clone. */
@NullMarked
package io.mysqlclone.api.v1alpha1.status;

import org.jspecify.annotations.NullMarked;
