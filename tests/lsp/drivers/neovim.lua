-- Opens a file as a user does, waits for the finding, applies the first quick fix, and prints what it saw.
local function out(name, value)
  io.stdout:write(name .. "=" .. vim.fn.json_encode(value) .. "\n")
end

local function wait(condition, what)
  if not vim.wait(60000, condition, 50) then
    out("missing", what)
    vim.cmd("cquit")
  end
end

vim.ui.select = function(items, options, choose)
  local titles = {}
  for _, item in ipairs(items) do
    table.insert(titles, (options.format_item(item)))
  end
  out("actions", titles)
  choose(items[tonumber(vim.env.CHOICE)], tonumber(vim.env.CHOICE))
end

vim.cmd("edit app.py")
wait(function() return #vim.diagnostic.get(0) > 0 end, "diagnostics")
local found = vim.diagnostic.get(0)[1]
out("diagnostic", { found.lnum, found.col, found.code, found.message, found.source })
local before = vim.api.nvim_buf_get_changedtick(0)
vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
vim.lsp.buf.code_action()
wait(function() return vim.api.nvim_buf_get_changedtick(0) > before end, "edit")
wait(function() return #vim.diagnostic.get(0) == 0 end, "no diagnostics")
vim.cmd("write")
vim.cmd("qall")
