"""Scopes of this app. Realms: ``agency:<uuid>``, ``city:<slug>``, or everywhere."""

from services_portal.kernel.scopes import define_scope

SERVICE_READ = define_scope("catalog.service.read", zh="查看未公开的事项", en="Read services that are not public")
SERVICE_EDIT = define_scope("catalog.service.edit", zh="登记与修改事项", en="Register and change services")
SERVICE_REVIEW = define_scope("catalog.service.review", zh="审核事项", en="Review services")
SERVICE_PUBLISH = define_scope("catalog.service.publish", zh="发布与停用事项", en="Publish and retire services")
INTAKE_RUN = define_scope("catalog.intake.run", zh="导入旧目录", en="Take in old catalogues")
DIRECTORY_MANAGE = define_scope("catalog.directory.manage", zh="维护基本目录", en="Maintain the basic directory")
CUT_OVER = define_scope("catalog.cut_over.move", zh="推进城市割接", en="Move a city through its cut-over")
