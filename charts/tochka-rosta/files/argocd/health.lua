-- Health of a Tenant or a ModuleInstance for Argo CD, which does not know our kinds: one script for both, set as
-- resource.customizations.health.tochkarosta.online_Tenant and …_ModuleInstance in the ConfigMap argocd-cm.
local status = obj.status or {}
if status.observedGeneration ~= obj.metadata.generation then
  return { status = "Progressing", message = "The operator has not seen this generation yet." }
end

local conditions = {}
for _, condition in ipairs(status.conditions or {}) do
  conditions[condition.type] = condition
end
local function is(type, value)
  return conditions[type] ~= nil and conditions[type].status == value
end

if is("Stalled", "True") then
  return { status = "Degraded", message = conditions.Stalled.message }
end
if is("Ready", "True") then
  return { status = "Healthy", message = conditions.Ready.message }
end
if conditions.Ready ~= nil then
  return { status = "Progressing", message = conditions.Ready.message }
end
if is("Suspended", "True") then
  return { status = "Suspended", message = conditions.Suspended.message }
end
return { status = "Suspended", message = "Its owner switched the site off." }
