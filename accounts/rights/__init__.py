"""The resident's rights over what is held about him (PIPL Art. 44-50): seen, exported, corrected, withdrawn, erased."""
