/** Rows of keys that stand for lists: the n-th key is the n-th option. */

export const CHOICE_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '-', '='] as const
export const URGENCY_KEYS = ['1', '2', '3', '4'] as const
/** The rest of the number row: an urgency key can never file an emergency away as a prank. */
export const CLASS_KEYS = ['5', '6', '7', '8', '9', '0', '-', '=', ';', "'"] as const
