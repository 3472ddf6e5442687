"""An order service written the task way: each call returns, and nobody follows the error."""
