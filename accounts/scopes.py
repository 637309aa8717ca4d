"""Scopes of this app. Realms: ``city:<slug>``, or everywhere."""

from services_portal.kernel.scopes import define_scope

RESIDENT_READ = define_scope(
    "accounts.resident.read",
    zh="查看居民的个人信息（每次查看均留痕）",
    en="Read residents' personal data; every read is recorded",
)
ACCOUNT_SUSPEND = define_scope(
    "accounts.user.suspend",
    zh="停用与恢复账号（立即退出全部登录）",
    en="Suspend and restore accounts; a suspended one is signed out everywhere at once",
)
INTAKE_RUN = define_scope(
    "accounts.intake.run",
    zh="将城市的旧账号迁入并查看结果",
    en="Take in a city's old accounts and see what became of them",
)
CONFLICT_DECIDE = define_scope(
    "accounts.conflict.decide",
    zh="处理身份冲突（合并两人记录须两人办理，每次查看均留痕）",
    en="Decide conflicts about who is who (two members of staff join records); every look is recorded",
)
CORRECTION_DECIDE = define_scope(
    "accounts.correction.decide",
    zh="办理居民更正个人信息的申请（每次查看均留痕）",
    en="Decide residents' requests that their data be corrected; every look is recorded",
)
APP_REGISTER = define_scope(
    "accounts.app.register",
    zh="登记本市接入统一登录的应用",
    en="Register the city's apps that sign residents in through the portal",
)
APP_APPROVE = define_scope(
    "accounts.app.approve", zh="审核接入统一登录的应用", en="Approve cities' apps that sign residents in"
)
STAFF_MANAGE = define_scope(
    "accounts.staff.manage", zh="授予与收回工作人员的角色", en="Grant and withdraw the roles of staff"
)
IDENTITY_PROVE = define_scope(
    "accounts.identity.prove",
    zh="在窗口凭证件核验居民身份（每次核验均留痕）",
    en="Prove residents' identity at a window, by their document; every proof is recorded",
)
ACCOUNT_MERGE = define_scope(
    "accounts.merge",
    zh="合并与拆分居民账号（须两人办理）",
    en="Merge residents' accounts and take them apart (two members of staff)",
)
AGENCY_CONFIRM = define_scope(
    "accounts.agency.confirm",
    zh="在窗口凭证件确认、中止与终止代办关系（每次均留痕）",
    en="Confirm, suspend and end agencies at a window, by their documents; every step is recorded",
)
