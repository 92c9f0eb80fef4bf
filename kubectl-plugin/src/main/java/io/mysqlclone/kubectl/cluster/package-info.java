/** MySQLClones as the API server has them, and its errors as sentences. */
@NullMarked
package io.mysqlclone.kubectl.cluster;

import org.jspecify.annotations.NullMarked;
