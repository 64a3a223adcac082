"""A sheet's life: self-assessment, verification, public notice, appeals, approved, locked."""
