/** What of a clone is shown, and how. */
@NullMarked
package io.mysqlclone.kubectl.view;

import org.jspecify.annotations.NullMarked;
