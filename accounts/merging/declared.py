"""The pointers of this app, and of the libraries that it brought."""

from __future__ import annotations

from accounts.merging.pointers import OnMerge, declare_pointer

# Old accounts that he has claimed, whole claims: nobody else comes to them.
declare_pointer("accounts.Claiming", "user", OnMerge.MOVES)
# By what a person is known and signs in: he goes on to sign in with all of it.
declare_pointer("accounts.Identifier", "user", OnMerge.MOVES)
declare_pointer("account.EmailAddress", "user", OnMerge.MOVES, resets={"primary": False})
declare_pointer("mfa.Authenticator", "user", OnMerge.MOVES)
# One a person: the survivor's own counts.
declare_pointer("accounts.Resident", "user", OnMerge.STAYS)
# Rights are given to an account, by name; nobody comes to them by a merge.
declare_pointer("accounts.StaffMembership", "user", OnMerge.STAYS)
declare_pointer("accounts.User_groups", "user", OnMerge.STAYS)
declare_pointer("accounts.User_user_permissions", "user", OnMerge.STAYS)
# History says who did it, under the account that he had then.
declare_pointer("admin.LogEntry", "user", OnMerge.STAYS)
declare_pointer("accounts.AccountChange", "user", OnMerge.STAYS)
declare_pointer("accounts.Merge", "survivor", OnMerge.STAYS)
declare_pointer("accounts.Merge", "absorbed", OnMerge.STAYS)
# A conflict is about the accounts that it was found between.
declare_pointer("accounts.ConflictCase", "user", OnMerge.STAYS)
declare_pointer("accounts.ConflictCase", "holder", OnMerge.STAYS)
declare_pointer("accounts.ConflictCase", "claimant", OnMerge.STAYS)
# Clients of city systems are registered by staff, whose accounts are not merged.
declare_pointer("allauth_idp_oidc.Client", "owner", OnMerge.STAYS)
# Proofs go with the identities that they are of; of one that stays the survivor's level is none the worse.
declare_pointer("accounts.Proof", "user", OnMerge.MOVES)
# Who acted for others, or let others act, goes on to.
declare_pointer("accounts.AgencyRelation", "agent", OnMerge.MOVES)
declare_pointer("accounts.AgencyRelation", "person", OnMerge.MOVES)
declare_pointer("accounts.Dependant", "user", OnMerge.MOVES)
# What was opened with the absorbed account closes.
declare_pointer("usersessions.UserSession", "user", OnMerge.ENDS)
declare_pointer("allauth_idp_oidc.Token", "user", OnMerge.ENDS)
declare_pointer("accounts.SpentRefreshToken", "user", OnMerge.ENDS)
# Those apps are yet to be told that the absorbed account's sessions have ended; then the rows go by themselves.
declare_pointer("accounts.AppSession", "user", OnMerge.STAYS)
# He is asked again, once an app.
declare_pointer("accounts.AppConsent", "user", OnMerge.ENDS)
declare_pointer("accounts.ProofAttempt", "user", OnMerge.ENDS)
declare_pointer("accounts.Recovery", "user", OnMerge.ENDS)
# A copy of the absorbed account's data is none of the whole person's; he asks for a new one.
declare_pointer("accounts.DataExport", "user", OnMerge.ENDS)
# Who asked to close an account asked it of that one; a merge of it waits until that is settled.
declare_pointer("accounts.Closure", "user", OnMerge.STAYS)
