-- SPDX-License-Identifier: Apache-2.0
return { ok = function(body) return #body == 200 end }
