"""Activities: what members did outside consultations; reported, verified, counted."""
