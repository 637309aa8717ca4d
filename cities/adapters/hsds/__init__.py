"""What a service of Open Referral says in our words: shared by the adapter that reads it and whoever writes it."""
