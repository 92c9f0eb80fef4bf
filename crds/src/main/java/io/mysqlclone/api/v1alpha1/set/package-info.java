/** Which members of a StatefulSet a MySQLCloneSet fills, and how far each is. Uses the spec of a MySQLClone. */
@NullMarked
package io.mysqlclone.api.v1alpha1.set;

import org.jspecify.annotations.NullMarked;
